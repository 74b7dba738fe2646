package io.devicegateway.app.config;

import io.devicegateway.app.text.Phrase;
import java.nio.file.Path;

/** Where a value comes from. */
public sealed interface Origin {
    /** How it is shown. */
    Phrase shown();

    /** The table of settings. */
    record Default() implements Origin {
        @Override
        public Phrase shown() {
            return Phrase.of("origin.default");
        }
    }

    /**
     * What a command puts in the place of the defaults.
     *
     * @param command the command, as {@code demo}
     */
    record Preset(String command) implements Origin {
        @Override
        public Phrase shown() {
            return Phrase.of("origin.preset", command);
        }
    }

    /**
     * The configuration file.
     *
     * @param line from 1
     * @param column from 1
     */
    record File(Path file, int line, int column) implements Origin {
        @Override
        public Phrase shown() {
            return Phrase.of("origin.file", file, line, column);
        }
    }

    /** An environment variable. */
    record Environment(String name) implements Origin {
        @Override
        public Phrase shown() {
            return Phrase.of("origin.environment", name);
        }
    }

    /**
     * The command line.
     *
     * @param flag as it was written, without its value
     */
    record Flag(String flag) implements Origin {
        @Override
        public Phrase shown() {
            return Phrase.of("origin.flag", flag);
        }
    }
}
