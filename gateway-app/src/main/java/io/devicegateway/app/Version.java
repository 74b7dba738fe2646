package io.devicegateway.app;

/** Which version this is. */
public final class Version {
    private Version() {}

    /** The version of the build, as in the manifest of its jar; {@code development} when it runs from classes. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
