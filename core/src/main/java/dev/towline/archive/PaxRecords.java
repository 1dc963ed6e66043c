package dev.towline.archive;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** The records of a PAX extended header, in the POSIX form {@code "<length> <key>=<value>\n"}. */
final class PaxRecords {

    static final String PATH = "path";
    static final String LINK_PATH = "linkpath";
    static final String SIZE = "size";

    private static final Set<String> USED = Set.of(PATH, LINK_PATH, SIZE, "mtime", "uid", "gid", "uname", "gname");
    /** Keys that change where an entry's content is; what reads them may not agree with what does not. */
    private static final Pattern REFUSED = Pattern.compile("GNU\\.(sparse|volume|dumpdir).*|SCHILY\\.realsize");

    private static final Pattern ATTRIBUTES =
            Pattern.compile("(SCHILY|LIBARCHIVE)\\.(xattr|acl)\\..*|RHT\\.security\\..*|SCHILY\\.fflags");
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{0,64})?");

    private final Map<String, byte[]> values = new HashMap<>();
    private boolean attributes;

    /** Takes the records in {@code bytes}; a key that is there from an earlier header is replaced. */
    void add(byte[] bytes, int from, int to) throws InvalidArchiveException {
        Set<String> seen = new HashSet<>();
        int at = from;
        while (at < to) {
            int end = at + length(bytes, at, to);
            int key = indexOf(bytes, (byte) ' ', at, end) + 1;
            int equals = indexOf(bytes, (byte) '=', key, end);
            if (equals < 0 || equals == key || bytes[end - 1] != '\n') {
                throw InvalidArchiveException.of("a record of its extended header is malformed");
            }
            String name = new String(bytes, key, equals - key, StandardCharsets.UTF_8);
            if (!seen.add(name)) {
                throw InvalidArchiveException.of("its extended header has " + Escaped.of(name) + " twice");
            }
            take(name, bytes, equals + 1, end - 1);
            at = end;
        }
    }

    private void take(String key, byte[] bytes, int from, int to) throws InvalidArchiveException {
        if (USED.contains(key)) {
            values.put(key, Arrays.copyOfRange(bytes, from, to));
        } else if (REFUSED.matcher(key).matches()) {
            throw InvalidArchiveException.of("it is sparse or a part of something (" + Escaped.of(key)
                    + "), which is not supported; pack it with plain files");
        } else if (ATTRIBUTES.matcher(key).matches()) {
            attributes = true;
        }
    }

    /** Length of the record at {@code at}, which lies within the header and holds more than its own length. */
    private static int length(byte[] bytes, int at, int to) throws InvalidArchiveException {
        int length = 0;
        int i = at;
        for (; i < to && i < at + 7 && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            length = length * 10 + (bytes[i] - '0');
        }
        boolean spaced = i > at && i < to && bytes[i] == ' ' && bytes[at] != '0';
        if (!spaced || length > to - at || length < i - at + 4) {
            throw InvalidArchiveException.of("a record of its extended header has a wrong length");
        }
        return length;
    }

    private static int indexOf(byte[] bytes, byte wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Whether extended attributes or access control lists were among the records. */
    boolean attributes() {
        return attributes;
    }

    Optional<byte[]> bytes(String key) {
        return Optional.ofNullable(values.get(key));
    }

    private Optional<String> text(String key) {
        return bytes(key).map(value -> new String(value, StandardCharsets.ISO_8859_1));
    }

    OptionalLong integer(String key) throws InvalidArchiveException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!INTEGER.matcher(text.get()).matches()) {
            throw InvalidArchiveException.of("its extended header has a " + key + " that is not a number in range");
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }

    /** The modification time, to the nanosecond; digits beyond are cut off. */
    Optional<Instant> mtime() throws InvalidArchiveException {
        Optional<String> text = text("mtime");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!DECIMAL.matcher(text.get()).matches()) {
            throw InvalidArchiveException.of("its extended header has an mtime that is not a number in range");
        }
        BigDecimal seconds = new BigDecimal(text.get());
        long whole = seconds.longValue();
        long nanos =
                seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue();
        return Optional.of(Instant.ofEpochSecond(whole, nanos));
    }
}
