package io.devicegateway.app.text;

import java.util.HexFormat;

/**
 * Text from outside, so that it can be shown on one line: a line end in it begins no line, and an escape moves no cursor. What
 * has no shape of its own is written as {@code \n} or {@code \u001b}; the same form is valid inside a JSON string.
 */
public final class Visible {
    private Visible() {}

    /** A text with everything that has no shape written out; the text itself when there is nothing of that kind. */
    public static String line(String text) {
        return written(text, false);
    }

    /** The same for a document of several lines, which keeps its line ends. */
    public static String lines(String text) {
        return written(text, true);
    }

    private static String written(String text, boolean keepsLineEnds) {
        int at = 0;
        while (at < text.length() && isShown(text, at, keepsLineEnds)) {
            at += Character.charCount(text.codePointAt(at));
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16).append(text, 0, at);
        while (at < text.length()) {
            int length = Character.charCount(text.codePointAt(at));
            if (isShown(text, at, keepsLineEnds)) {
                shown.append(text, at, at + length);
            } else {
                for (int i = at; i < at + length; i++) {
                    write(text.charAt(i), shown);
                }
            }
            at += length;
        }
        return shown.toString();
    }

    private static boolean isShown(String text, int at, boolean keepsLineEnds) {
        int c = text.codePointAt(at);
        if (c >= ' ' && c < 0x7f) {
            return true;
        }
        if (c == '\n') {
            return keepsLineEnds;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static void write(char c, StringBuilder shown) {
        switch (c) {
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            default -> shown.append("\\u").append(HexFormat.of().toHexDigits(c));
        }
    }
}
