package io.devicegateway.app.cli;

import io.devicegateway.app.text.Messages;
import io.devicegateway.app.text.Phrase;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a command reads and writes, and in which language. */
public final class Terminal {
    private final InputStream in;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Map<String, String> environment;
    private @Nullable Messages messages;

    public Terminal(InputStream in, PrintWriter out, PrintWriter err, Map<String, String> environment) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.environment = environment;
    }

    InputStream in() {
        return in;
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Speaks this language from now on. */
    void speak(Messages language) {
        messages = language;
    }

    Messages messages() {
        Messages language = messages;
        if (language == null) {
            language = Messages.of(environment);
            messages = language;
        }
        return language;
    }

    /** Prints a line of the answer. */
    void say(String line) {
        out.println(line);
    }

    /** Prints a line of the answer in the language of the user. */
    void say(Phrase phrase) {
        out.println(messages().say(phrase));
    }

    /** Prints a line beside the answer: progress, or what went wrong. */
    void note(String line) {
        err.println(line);
        err.flush();
    }

    /** Prints a line beside the answer, in the language of the user. */
    void note(Phrase phrase) {
        note(messages().say(phrase));
    }
}
