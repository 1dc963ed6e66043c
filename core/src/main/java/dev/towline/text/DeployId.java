package dev.towline.text;

import java.util.regex.Pattern;

/** What a deploy id is made of: it stands in pointers, events, file formats and messages without being quoted. */
public final class DeployId {

    /** What it is made of, in words. */
    public static final String RULE = "1 to 128 letters, digits, dots, dashes and underscores";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private DeployId() {}

    public static boolean isValid(String text) {
        return ID.matcher(text).matches();
    }
}
