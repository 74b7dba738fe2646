package io.devicegateway.simulation;

/**
 * A way in which a virtual device misbehaves, once, when it is told to or by chance. Implemented by an enumeration.
 *
 * @param <K> the opportunities for faults
 */
public interface Fault<K extends Enum<K>> {
    /** Its constant's name. */
    String name();

    /** What it befalls. */
    K kind();

    /** What happens, in English words. */
    String words();
}
