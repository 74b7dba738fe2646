package io.devicegateway.app.config;

import java.util.List;

/** A value as somebody wrote it. */
sealed interface Raw {
    /** Where. */
    Origin origin();

    /** One text. */
    record Scalar(Origin origin, String text) implements Raw {}

    /** A sequence of the file. */
    record Sequence(Origin origin, List<Scalar> items) implements Raw {}
}
