package io.devicegateway.app.doctor;

import io.devicegateway.app.text.Phrase;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param severity how bad it is
 * @param check stable name of what was looked at
 * @param what what was found
 * @param fix what to do about it; null when there is nothing to do
 */
public record Finding(
        Severity severity,
        String check,
        Phrase what,
        @Nullable Phrase fix) {
    /** How bad something is. */
    public enum Severity {
        /** As it should be. */
        OK,
        /** It works, and somebody should look at it. */
        WARNING,
        /** It does not work. */
        PROBLEM
    }

    static Finding ok(String check, Phrase what) {
        return new Finding(Severity.OK, check, what, null);
    }

    static Finding warning(String check, Phrase what, Phrase fix) {
        return new Finding(Severity.WARNING, check, what, fix);
    }

    static Finding problem(String check, Phrase what, Phrase fix) {
        return new Finding(Severity.PROBLEM, check, what, fix);
    }
}
