package io.devicegateway.testing;

import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of each command there is, with values that any protocol that has the command can express. */
public final class SampleCommands {
    private SampleCommands() {}

    /** All of them, for one device. */
    public static List<DeviceCommand<?>> of(DeviceId device) {
        List<DeviceCommand<?>> samples = new ArrayList<>();
        for (Class<?> type : DeviceCommand.class.getPermittedSubclasses()) {
            samples.add((DeviceCommand<?>) sample(type, device));
        }
        return samples;
    }

    private static Object sample(Class<?> type, DeviceId device) {
        if (type == DeviceId.class) {
            return device;
        } else if (type == int.class || type == Integer.class) {
            return 1;
        } else if (type == long.class || type == Long.class) {
            return 1L;
        } else if (type == boolean.class || type == Boolean.class) {
            return true;
        } else if (type == String.class) {
            return "1";
        } else if (type == BankId.class) {
            return new BankId("RL1A7C000041");
        } else if (type == BigDecimal.class) {
            return BigDecimal.ONE;
        } else if (type == Duration.class) {
            return Duration.ofSeconds(1);
        } else if (type == Instant.class) {
            return Instant.EPOCH;
        } else if (type == List.class) {
            return List.of();
        } else if (type == Map.class) {
            return Map.of();
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        } else if (type.isSealed()) {
            return sample(type.getPermittedSubclasses()[0], device);
        }
        return record(type, device);
    }

    private static Object record(Class<?> type, DeviceId device) {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            throw new AssertionError("teach SampleCommands to make a " + type);
        }
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = sample(types[i], device);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("no sample of " + type, e);
        }
    }
}
