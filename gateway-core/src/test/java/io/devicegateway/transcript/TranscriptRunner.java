package io.devicegateway.transcript;

import io.devicegateway.protocol.Protocol;
import io.devicegateway.protocol.StreamProtocol;
import io.devicegateway.testing.ManualTime;
import io.devicegateway.transcript.Transcript.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Replays transcripts against a protocol and the real session core, each in four ways. Where the transport keeps messages
 * apart, each line of the device is a message, and they are never cut or glued.
 */
public final class TranscriptRunner {
    private TranscriptRunner() {}

    /** How the bytes of the device arrive, and whether the journal is slow. */
    public enum Way {
        /** Each line of the transcript in one read. */
        WHOLE,
        /** Each byte in a read of its own. */
        BYTE_BY_BYTE,
        /** All lines up to the next command or pause in one read. */
        GLUED,
        /** As whole, but nothing becomes durable before it was checked that nothing has been sent. */
        JOURNAL_HELD
    }

    /**
     * The tests of a folder of transcripts.
     *
     * @param protocol makes the protocol, given the options that the transcript sets
     */
    public static Stream<DynamicTest> tests(
            Path folder, Function<Map<String, String>, ? extends Protocol<?>> protocol) {
        return tests(folder, (options, clock) -> protocol.apply(options));
    }

    /**
     * The tests of a folder of transcripts.
     *
     * @param protocol makes the protocol, given the options that the transcript sets and a clock that goes with its time
     */
    public static Stream<DynamicTest> tests(
            Path folder, BiFunction<Map<String, String>, Clock, ? extends Protocol<?>> protocol) {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                Transcript transcript = Transcript.read(file);
                for (Way way : Way.values()) {
                    tests.add(DynamicTest.dynamicTest(
                            transcript.name() + " " + way, () -> run(transcript, way, protocol)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (tests.isEmpty()) {
            throw new IllegalArgumentException("no transcripts in " + folder);
        }
        return tests.stream();
    }

    /** Replays one transcript. */
    public static void run(
            Transcript transcript, Way way, BiFunction<Map<String, String>, Clock, ? extends Protocol<?>> protocol) {
        Map<String, String> options = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        for (Step step : transcript.steps()) {
            if (step instanceof Step.Directive directive
                    && directive.words().get(0).equals("option")) {
                options.putAll(directive.components());
            } else {
                steps.add(step);
            }
        }
        ManualTime time = new ManualTime();
        Protocol<?> played = protocol.apply(options, time.clock());
        boolean glue = way == Way.GLUED && played instanceof StreamProtocol<?>;
        try (Conversation<?> conversation = new Conversation<>(played, way, time)) {
            for (Step step : glue ? glued(steps) : steps) {
                try {
                    conversation.perform(step);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(
                            transcript.name() + " line " + step.line() + " (" + way + "): " + e.getMessage(), e);
                }
            }
            try {
                conversation.checkNothingLeft();
            } catch (AssertionError e) {
                throw new AssertionError(transcript.name() + " at its end (" + way + "): " + e.getMessage(), e);
            }
        }
    }

    /** Moves what the device sends together, as far as nothing else happens in between. */
    private static List<Step> glued(List<Step> steps) {
        List<Step> glued = new ArrayList<>();
        int firstSend = -1;
        for (Step step : steps) {
            switch (step) {
                case Step.FromDevice sent -> {
                    if (firstSend < 0) {
                        firstSend = glued.size();
                        glued.add(sent);
                    } else {
                        Step.FromDevice before = (Step.FromDevice) glued.get(firstSend);
                        glued.set(firstSend, new Step.FromDevice(before.line(), join(before.bytes(), sent.bytes())));
                    }
                }
                case Step.ToDevice sent -> glued.add(sent);
                case Step.Event event -> glued.add(event);
                case Step.Closed closed -> {
                    glued.add(closed);
                    firstSend = -1;
                }
                case Step.Command command -> {
                    glued.add(command);
                    firstSend = -1;
                }
                case Step.Result result -> glued.add(result);
                case Step.Wait wait -> {
                    glued.add(wait);
                    firstSend = -1;
                }
                case Step.Directive directive -> {
                    glued.add(directive);
                    firstSend = -1;
                }
            }
        }
        return glued;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
