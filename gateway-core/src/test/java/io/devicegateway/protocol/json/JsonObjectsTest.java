package io.devicegateway.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonObjectsTest {
    @Test
    void allObjectsOfAPayloadAreFound() {
        assertThat(objects("{\"a\":1}{\"b\":\"}{\\\"\"}\r\n{\"c\":{\"d\":[{}]}}\0"))
                .containsExactly("{\"a\":1}", "{\"b\":\"}{\\\"\"}", "{\"c\":{\"d\":[{}]}}");
        assertThat(objects("{\"a\":1},{\"b\":2")).containsExactly("{\"a\":1}", "{\"b\":2");
    }

    @Test
    void oneObjectIsAnsweredAsItStands() {
        for (String payload : List.of("", "{", "hello", "\uFEFF{\"a\":1}\r\n", " {\"a\":1} OK", "{\"a\":\"")) {
            assertThat(objects(payload)).containsExactly(payload);
        }
    }

    @Test
    void whatIsTooManyStaysTogether() {
        assertThat(JsonObjects.in("{}{}{}{}".getBytes(UTF_8), 3))
                .extracting(each -> new String(each, UTF_8))
                .containsExactly("{}", "{}", "{}{}");
    }

    private static List<String> objects(String payload) {
        return JsonObjects.in(payload.getBytes(UTF_8), 64).stream()
                .map(each -> new String(each, UTF_8))
                .toList();
    }
}
