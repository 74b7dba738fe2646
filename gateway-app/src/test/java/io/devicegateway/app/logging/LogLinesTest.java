package io.devicegateway.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What strangers say is on the line that speaks of it, and nowhere else: with the configuration that the daemon has. */
final class LogLinesTest {
    private static final String FORGED = "x\r\n2026-11-30 ERROR forged\u001b[31m\u202e\u0085\u2028\ud800\u0000";
    private static final String SHOWN = "x\\r\\n2026-11-30 ERROR forged\\u001b[31m\\u202e\\u0085\\u2028\\ud800\\u0000";

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void configure() throws JoranException {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(getClass().getResource("/logback.xml"));
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void messageAndArgumentsAreOnOneLine() {
        String text = text(event("a {} b " + FORGED, null, FORGED));

        assertThat(text).endsWith("a " + SHOWN + " b " + SHOWN + "\n");
        assertThat(text.lines()).hasSize(1);
    }

    @Test
    void messagesOfExceptionsAreOnOneLineEach() {
        RuntimeException thrown = new IllegalStateException(FORGED, new RuntimeException("cause " + FORGED));
        thrown.addSuppressed(new RuntimeException("suppressed " + FORGED));

        String text = text(event("failed", thrown));

        assertThat(text)
                .contains("java.lang.IllegalStateException: " + SHOWN + "\n")
                .contains("Caused by: java.lang.RuntimeException: cause " + SHOWN + "\n")
                .contains("suppressed " + SHOWN + "\n")
                .doesNotContain("\u001b", "\u202e", "\n2026-11-30 ERROR forged");
    }

    @Test
    void aLineSaysItsZone() {
        assertThat(text(event("hello", null)))
                .containsPattern("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) ");
    }

    @Test
    void jsonIsOneLineToo() {
        VisibleJson encoder = new VisibleJson();
        encoder.setContext(context);
        encoder.setWithFormattedMessage(true);
        encoder.setWithArguments(false);
        encoder.setWithMDC(false);
        encoder.start();

        String text = new String(encoder.encode(event("{}", null, FORGED)), StandardCharsets.UTF_8);

        assertThat(text.lines()).hasSize(1);
        assertThat(text).doesNotContain("\u202e", "\u0085", "\u2028");
        JsonNode line = JsonMapper.builder().build().readTree(text);
        assertThat(line.path("formattedMessage").stringValue())
                .startsWith("x\r\n2026-11-30 ERROR forged\u001b[31m\u202e");
    }

    private LoggingEvent event(String message, Throwable thrown, Object... arguments) {
        return new LoggingEvent("", context.getLogger("test"), Level.WARN, message, thrown, arguments);
    }

    private String text(LoggingEvent event) {
        OutputStreamAppender<ILoggingEvent> console = (OutputStreamAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("CONSOLE");
        return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
