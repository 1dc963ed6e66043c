package dev.towline.consul;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request and its answer over a connected channel, in as much of HTTP/1.1 (RFC 9112) as Consul speaks. */
final class PlainHttp {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");
    private static final int LONGEST_LINE = 8192;
    private static final int MOST_HEADERS = 100;

    private final SocketChannel channel;
    private final InputStream in;

    PlainHttp(SocketChannel channel) {
        this.channel = channel;
        this.in = new BufferedInputStream(Channels.newInputStream(channel));
    }

    Answer exchange(Transport.Request request) throws IOException {
        write(request);
        Matcher status = STATUS.matcher(line());
        if (!status.matches()) {
            throw new IOException("what answers does not speak HTTP/1.1");
        }
        Map<String, String> headers = headers();
        return new Answer(
                Integer.parseInt(status.group(1)), headers, new String(body(headers), StandardCharsets.UTF_8));
    }

    private void write(Transport.Request request) throws IOException {
        byte[] body = request.body().orElse(new byte[0]);
        StringBuilder head = new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\n");
        head.append("Host: consul\r\nConnection: close\r\n");
        request.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        if (request.body().isPresent()) {
            head.append("Content-Length: " + body.length + "\r\n");
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        ByteBuffer buffer = ByteBuffer.wrap(all.toByteArray());
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == MOST_HEADERS) {
                throw new IOException("the answer's headers cannot be read");
            }
            headers.putIfAbsent(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunks();
        }
        String length = headers.getOrDefault("content-length", "");
        return length.matches("\\d{1,9}") ? bytes(Integer.parseInt(length)) : rest();
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line().replaceFirst("[; ].*", "");
            if (!size.matches("[0-9a-fA-F]{1,7}")) {
                throw new IOException("the answer's chunks cannot be read");
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                return body.toByteArray();
            }
            requireShort(body.size() + (long) length);
            body.writeBytes(bytes(length));
            line();
        }
    }

    private byte[] bytes(int length) throws IOException {
        requireShort(length);
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer was cut");
        }
        return bytes;
    }

    private byte[] rest() throws IOException {
        byte[] bytes = in.readNBytes(Answer.LONGEST + 1);
        requireShort(bytes.length);
        return bytes;
    }

    private static void requireShort(long length) throws IOException {
        if (length > Answer.LONGEST) {
            throw new IOException("the answer has more than " + Answer.LONGEST + " bytes");
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the answer was cut");
            }
            if (line.size() == LONGEST_LINE) {
                throw new IOException("the answer has a line of more than " + LONGEST_LINE + " bytes");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
