package io.devicegateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.devicegateway.testing.SampleCommands;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No command is made with a value that is missing. */
class CommandValuesTest {
    @Test
    void nullIsRefusedWhereACommandIsMade() {
        int refused = 0;
        for (DeviceCommand<?> command : SampleCommands.of(new DeviceId("plain", "A1"))) {
            RecordComponent[] components = command.getClass().getRecordComponents();
            for (int i = 0; i < components.length; i++) {
                if (!components[i].getType().isPrimitive()) {
                    int missing = i;
                    assertThatNullPointerException()
                            .isThrownBy(() -> made(command, missing))
                            .withMessage(components[i].getName());
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThanOrEqualTo(DeviceCommand.class.getPermittedSubclasses().length);
    }

    private static Object made(DeviceCommand<?> like, int missing) throws Throwable {
        List<Object> values = new ArrayList<>();
        List<Class<?>> types = new ArrayList<>();
        for (RecordComponent component : like.getClass().getRecordComponents()) {
            types.add(component.getType());
            values.add(component.getAccessor().invoke(like));
        }
        values.set(missing, null);
        try {
            return like.getClass()
                    .getDeclaredConstructor(types.toArray(Class[]::new))
                    .newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
