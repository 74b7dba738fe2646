package io.devicegateway.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VisibleTest {
    @ParameterizedTest
    @CsvSource({
        "000a, \\n",
        "000d, \\r",
        "0009, \\t",
        "001b, \\u001b",
        "007f, \\u007f",
        "0085, \\u0085",
        "009b, \\u009b",
        "2028, \\u2028",
        "202e, \\u202e",
        "2066, \\u2066",
        "200b, \\u200b",
        "feff, \\ufeff",
        "d800, \\ud800",
        "e000, \\ue000"
    })
    void writesOutWhatHasNoShape(String hex, String shown) {
        assertThat(Visible.line("a" + (char) Integer.parseInt(hex, 16) + "b")).isEqualTo("a" + shown + "b");
    }

    @Test
    void leavesTextOfEveryScriptAsItIs() {
        String text = "上海 Ünïcode \\ \" 😀 مرحبا";

        assertThat(Visible.line(text)).isSameAs(text);
    }

    @Test
    void keepsTheLineEndsOfADocument() {
        assertThat(Visible.lines("{\n\t\u001b}")).isEqualTo("{\n\\t\\u001b}");
    }
}
