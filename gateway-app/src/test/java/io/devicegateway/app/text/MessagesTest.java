package io.devicegateway.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Presence;
import io.devicegateway.api.SlotContent;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

        Set<String> saidInChinese = new TreeSet<>(chinese.stringPropertyNames());
        // Words of the API: in English the word itself is shown.
        saidInChinese.removeIf(key -> key.startsWith("event.") || key.startsWith("field."));
        assertThat(saidInChinese).isEqualTo(new TreeSet<>(english.stringPropertyNames()));
        for (String key : english.stringPropertyNames()) {
            assertThat(places(chinese.getProperty(key))).as(key).isEqualTo(places(english.getProperty(key)));
            assertThat(chinese.getProperty(key)).as(key).isNotBlank();
        }
    }

    @Test
    void everyWordOfTheApiIsSaidInChinese() {
        Messages chinese = Messages.chinese();
        for (Class<?> type : List.of(DeviceEvent.class, DeviceCommand.class, DeviceReply.class)) {
            for (Class<?> record : records(type)) {
                String name = record.getSimpleName();
                assertThat(chinese.word("event", name)).as(name).isNotEqualTo(name);
                for (RecordComponent component : record.getRecordComponents()) {
                    String field = component.getName();
                    if (!field.equals("device") && !field.equals("iccid")) {
                        assertThat(chinese.word("field", field))
                                .as(name + "." + field)
                                .isNotEqualTo(field);
                    }
                }
            }
        }
        for (Enum<?> reason : Presence.Reason.values()) {
            assertThat(chinese.word("reason", reason.name())).as(reason.name()).isNotEqualTo(reason.name());
        }
        for (Enum<?> reason : CommandResult.NotSentReason.values()) {
            assertThat(chinese.word("reason", reason.name())).as(reason.name()).isNotEqualTo(reason.name());
        }
        for (Enum<?> reason : CommandResult.UnknownReason.values()) {
            assertThat(chinese.word("reason", reason.name())).as(reason.name()).isNotEqualTo(reason.name());
        }
        for (Enum<?> content : SlotContent.values()) {
            assertThat(chinese.word("content", content.name()))
                    .as(content.name())
                    .isNotEqualTo(content.name());
        }
    }

    private static List<Class<?>> records(Class<?> type) {
        List<Class<?>> records = new ArrayList<>();
        if (type.isRecord()) {
            records.add(type);
        }
        Class<?>[] permitted = type.getPermittedSubclasses();
        if (permitted != null) {
            for (Class<?> next : permitted) {
                records.addAll(records(next));
            }
        }
        return records;
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
        assertThat(Messages.of(Map.of("LANG", "zh_CN.UTF-8", "LC_ALL", "C")).isChinese())
                .isFalse();
        assertThat(Messages.of(Map.of("LANG", "de_DE.UTF-8", "LC_MESSAGES", "zh_TW"))
                        .isChinese())
                .isTrue();
    }

    @Test
    void linesUpWideCharacters() {
        TextTable table = new TextTable("名称", ">n").row("abc", "1").row("充电宝", "10");
        assertThat(table.lines()).containsExactly("名称     n", "abc      1", "充电宝  10");
    }

    private static Properties bundle(String name) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = new InputStreamReader(Messages.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
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
