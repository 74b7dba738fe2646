package io.devicegateway.app.doctor;

import io.devicegateway.app.text.Phrase;
import java.util.List;

/** The Java that this runs on. */
public final class JavaCheck implements Check {
    private static final String NAME = "java";
    private static final int LEAST = 21;

    private final int feature;
    private final String shown;

    /**
     * @param feature the feature release, as 21
     * @param shown the version and the vendor, for people
     */
    public JavaCheck(int feature, String shown) {
        this.feature = feature;
        this.shown = shown;
    }

    /** Of this process. */
    public static JavaCheck ofThisProcess() {
        String shown = System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ")";
        return new JavaCheck(Runtime.version().feature(), shown);
    }

    @Override
    public List<Finding> findings() {
        return List.of(
                feature >= LEAST
                        ? Finding.ok(NAME, Phrase.of("doctor.java.ok", shown))
                        : Finding.problem(
                                NAME, Phrase.of("doctor.java.old", shown, LEAST), Phrase.of("doctor.java.fix", LEAST)));
    }
}
