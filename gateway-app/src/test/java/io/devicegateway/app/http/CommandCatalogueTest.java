package io.devicegateway.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.DeviceCommand;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** The catalogue is written by hand; the sealed interface says what must be in it. */
final class CommandCatalogueTest {
    static Stream<CommandType> types() {
        return CommandCatalogue.types().stream();
    }

    @Test
    void hasEachCommandThereIs() {
        assertThat(types().map(type -> (Object) type.type()))
                .containsExactlyInAnyOrder((Object[]) DeviceCommand.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("types")
    void hasTheFieldsOfTheRecord(CommandType type) {
        List<String> components = Arrays.stream(type.type().getRecordComponents())
                .filter(component -> !component.getName().equals("device"))
                .map(component -> component.getName() + ":" + jsonType(component))
                .toList();

        assertThat(type.fields())
                .extracting(field ->
                        field.name() + ":" + field.describe().path("type").stringValue())
                .containsExactlyElementsOf(components);
    }

    @ParameterizedTest
    @MethodSource("types")
    void readsACommandThatCarriesEachFieldAndSafety(CommandType type) throws ReflectiveOperationException {
        ObjectNode body = sample(type);

        DeviceCommand<?> command = type.reader().read(ApiFixture.DEVICE, new CommandType.Values(body));

        assertThat(command).isInstanceOf(type.type());
        assertThat(command.device()).isEqualTo(ApiFixture.DEVICE);
        assertThat(command.safety()).isEqualTo(type.safety());
        for (RecordComponent component : type.type().getRecordComponents()) {
            if (!component.getName().equals("device")) {
                assertThat(component.getAccessor().invoke(command))
                        .as(component.getName())
                        .hasToString(body.path(component.getName()).asString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void namesTheReplyOfTheCommand(CommandType type) {
        assertThat(Arrays.stream(type.type().getGenericInterfaces())
                        .map(i -> ((ParameterizedType) i).getActualTypeArguments()[0]))
                .containsExactly(type.reply());
    }

    /** Valid values that differ from each other. */
    static ObjectNode sample(CommandType type) {
        ObjectNode body = ApiFixture.JSON.createObjectNode().put("type", type.name());
        int index = 1;
        for (CommandField field : type.fields()) {
            switch (field) {
                case CommandField.Whole whole -> body.put(whole.name(), whole.min() + index);
                case CommandField.Text text -> body.put(text.name(), text.name() + index);
            }
            index++;
        }
        return body;
    }

    private static String jsonType(RecordComponent component) {
        if (component.getType() == int.class) {
            return "integer";
        }
        assertThat(component.getType()).isEqualTo(String.class);
        return "string";
    }
}
