package io.devicegateway.remote;

/** What somebody threw: its words in the first line, and where it was thrown in those that follow. */
final class Failure {
    private static final int LONGEST = 1_000;
    private static final int FRAMES = 8;

    private Failure() {}

    /** Its own words and those of what is behind it. */
    static String text(Throwable cause) {
        Throwable root = cause;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        String text = root.equals(cause) ? cause.toString() : cause + "; caused by " + root;
        StringBuilder all = new StringBuilder(text.length() <= LONGEST / 2 ? text : text.substring(0, LONGEST / 2));
        StackTraceElement[] frames = root.getStackTrace();
        for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
            all.append("\n\tat ").append(frames[i]);
        }
        return all.length() <= LONGEST ? all.toString() : all.substring(0, LONGEST);
    }
}
