package dev.towline.consul;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** The token of calls: one that stays, or what a file holds. Safe for use by several threads. */
final class Token {

    private static final int LONGEST = 4096;

    private final Optional<Path> file;
    private String value;
    private String version = "";

    private Token(Optional<Path> file, String value) {
        this.file = file;
        this.value = value;
    }

    static Token of(String value) {
        return new Token(Optional.empty(), value);
    }

    static Token in(Path file) {
        return new Token(Optional.of(file), "");
    }

    /** Empty for none. Reads the file where it is another one than before. */
    synchronized String current() throws IOException {
        if (file.isPresent()) {
            BasicFileAttributes now;
            try {
                now = Files.readAttributes(file.get(), BasicFileAttributes.class);
            } catch (IOException e) {
                throw unreadable(e);
            }
            String seen = now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
            if (!seen.equals(version)) {
                value = read(file.get());
                version = seen;
            }
        }
        return value;
    }

    /** Reads the file whatever it looks like; whether it holds another token than {@code denied}. */
    synchronized boolean reread(String denied) throws IOException {
        if (file.isPresent()) {
            value = read(file.get());
        }
        return !value.equals(denied);
    }

    private String read(Path path) throws IOException {
        String text;
        try {
            text = Files.readString(path).strip();
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (text.length() > LONGEST || !text.matches("[\\x21-\\x7e]*")) {
            throw new IOException("the token file " + path + " holds no token: it is one word");
        }
        return text;
    }

    private IOException unreadable(IOException e) {
        return new IOException("the token file " + file.map(Path::toString).orElse("") + " cannot be read: " + e, e);
    }
}
