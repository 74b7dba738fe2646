package io.devicegateway.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class MessagesTest {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");

    @Test
    void bothLanguagesSayTheSameThings() throws IOException {
        Properties english = bundle("messages.properties");
        Properties chinese = bundle("messages_zh.properties");

        assertThat(chinese.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(places(chinese.getProperty(key)))
                    .as(key)
                    .isEqualTo(places(english.getProperty(key)));
            assertThat(chinese.getProperty(key)).as(key).isNotBlank();
        }
    }

    @Test
    void fillsPlacesAlsoWithPhrases() {
        Phrase phrase = Phrase.of("config.value.range", "$1 {0}", 1, Phrase.of("type.truth"));
        assertThat(Messages.english().say(phrase)).isEqualTo("'$1 {0}' is outside 1 to true or false");
        assertThat(Messages.chinese().say(phrase)).isEqualTo("“$1 {0}”超出范围 1 至 true 或 false");
    }

    @Test
    void showsAKeyThatIsMissing() {
        assertThat(Messages.english().say("no.such.key", 1)).isEqualTo("no.such.key [1]");
    }

    @Test
    void followsTheEnvironment() {
        assertThat(Messages.of(Map.of()).isChinese()).isFalse();
        assertThat(Messages.of(Map.of("LANG", "zh_CN.UTF-8")).isChinese()).isTrue();
        assertThat(Messages.of(Map.of("LANG", "zh_CN.UTF-8", "LC_ALL", "C")).isChinese()).isFalse();
        assertThat(Messages.of(Map.of("LANG", "de_DE.UTF-8", "LC_MESSAGES", "zh_TW")).isChinese()).isTrue();
    }

    @Test
    void linesUpWideCharacters() {
        TextTable table = new TextTable("名称", ">n").row("abc", "1").row("充电宝", "10");
        assertThat(table.lines()).containsExactly("名称     n", "abc      1", "充电宝  10");
    }

    private static Properties bundle(String name) throws IOException {
        Properties properties = new Properties();
        try (Reader reader =
                new InputStreamReader(Messages.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }

    private static Set<String> places(String pattern) {
        Set<String> places = new TreeSet<>();
        Matcher matcher = PLACE.matcher(pattern);
        while (matcher.find()) {
            places.add(matcher.group(1));
        }
        return places;
    }
}
