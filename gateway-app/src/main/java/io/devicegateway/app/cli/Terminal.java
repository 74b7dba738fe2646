package io.devicegateway.app.cli;

import io.devicegateway.app.text.Messages;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.app.text.Visible;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
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

    /** Prints a line of the answer. Text from outside in it cannot begin another line or move the cursor. */
    void say(String line) {
        out.println(Visible.line(line));
    }

    /** Prints a document of several lines, as JSON. */
    void sayDocument(String lines) {
        out.println(Visible.lines(lines));
    }

    /** Prints a line of the answer in the language of the user. */
    void say(Phrase phrase) {
        say(messages().say(phrase));
    }

    /** Prints a line beside the answer: progress, or what went wrong. */
    void note(String line) {
        err.println(Visible.line(line));
        err.flush();
    }

    /** Prints the stack trace of a defect beside the answer. */
    void noteTrace(Throwable defect) {
        StringWriter trace = new StringWriter();
        defect.printStackTrace(new PrintWriter(trace));
        trace.toString().lines().forEach(line -> note(line.replace("\t", "    ")));
    }

    /** Prints a line beside the answer, in the language of the user. */
    void note(Phrase phrase) {
        note(messages().say(phrase));
    }
}
