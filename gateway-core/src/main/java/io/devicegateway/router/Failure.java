package io.devicegateway.router;

/** What somebody's code threw: its words in the first line, and where it was thrown in those that follow. */
public final class Failure {
    private static final int LONGEST = 1_000;
    private static final int FRAMES = 8;

    private Failure() {}

    /** Its own words, those of what is behind it, and the innermost places in the code; at most 1,000 characters. */
    public static String text(Throwable cause) {
        Throwable root = cause;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        String words = root.equals(cause) ? cause.toString() : cause + "; caused by " + root;
        StackTraceElement[] frames = root.getStackTrace();
        // Long words leave room for the places, if there are any.
        StringBuilder all = new StringBuilder(cut(words, frames.length == 0 ? LONGEST : LONGEST / 2));
        for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
            all.append("\n\tat ").append(frames[i]);
        }
        return cut(all.toString(), LONGEST);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
