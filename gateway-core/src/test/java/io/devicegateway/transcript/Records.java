package io.devicegateway.transcript;

import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events, commands and results by the names of their components. */
final class Records {
    private Records() {}

    /** What differs between the record and the named components; empty if nothing does. */
    static Optional<String> mismatch(Object record, Map<String, String> components) {
        Map<String, String> actual = components(record);
        for (Map.Entry<String, String> expected : components.entrySet()) {
            String value = actual.get(expected.getKey());
            if (value == null) {
                return Optional.of("no component " + expected.getKey() + " in " + record);
            }
            if (!value.equals(expected.getValue())) {
                return Optional.of(expected.getKey() + " is " + value + " in " + record);
            }
        }
        return Optional.empty();
    }

    static void check(CommandResult<?> result, List<String> words, Map<String, String> components) {
        String kind = result.getClass().getSimpleName();
        if (!kind.equals(words.get(0))) {
            throw new AssertionError("expected " + words + " " + components + " but the command ended " + result);
        }
        Object described = result;
        if (result instanceof CommandResult.Done<?> done) {
            described = done.reply();
            if (words.size() > 1 && !described.getClass().getSimpleName().equals(words.get(1))) {
                throw new AssertionError("expected " + words + " but the command ended " + result);
            }
        } else if (words.size() > 1) {
            components = new LinkedHashMap<>(components);
            components.put("reason", String.join(" ", words.subList(1, words.size())));
        }
        Optional<String> mismatch = mismatch(described, components);
        if (mismatch.isPresent()) {
            throw new AssertionError(mismatch.get());
        }
    }

    /** Makes a command of that name. */
    @SuppressWarnings("unchecked")
    static DeviceCommand<? extends DeviceReply> command(String name, DeviceId device, Map<String, String> values) {
        for (Class<?> type : DeviceCommand.class.getPermittedSubclasses()) {
            if (type.getSimpleName().equals(name)) {
                return (DeviceCommand<? extends DeviceReply>) construct(type, device, values);
            }
        }
        throw new IllegalArgumentException("no command is called " + name);
    }

    private static Object construct(Class<?> type, DeviceId device, Map<String, String> values) {
        List<Class<?>> types = new ArrayList<>();
        List<Object> arguments = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            types.add(component.getType());
            if (component.getType() == DeviceId.class) {
                arguments.add(device);
            } else {
                String value = values.get(component.getName());
                if (value == null) {
                    throw new IllegalArgumentException(type.getSimpleName() + " lacks " + component.getName());
                }
                arguments.add(component.getType() == int.class ? (Object) Integer.valueOf(value) : value);
            }
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
            return constructor.newInstance(arguments.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getSimpleName() + " cannot be made of " + values, e);
        }
    }

    private static Map<String, String> components(Object record) {
        Map<String, String> values = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                values.put(
                        component.getName(),
                        String.valueOf(component.getAccessor().invoke(record)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(e);
            }
        }
        return values;
    }
}
