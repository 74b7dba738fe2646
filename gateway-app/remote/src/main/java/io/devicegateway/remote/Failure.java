package io.devicegateway.remote;

/** What somebody threw, in one line. */
final class Failure {
    private static final int LONGEST = 1_000;

    private Failure() {}

    /** Its own words and those of what is behind it. */
    static String text(Throwable cause) {
        Throwable root = cause;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        String text = root.equals(cause) ? cause.toString() : cause + "; caused by " + root;
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
