package io.devicegateway.examples.rental;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kit does the same each time: the tests of the documentation pass again and again in one process. {@code -Dagain=1000} for as
 * many times as were promised.
 */
class AgainTest {
    private static final int TIMES = Integer.getInteger("again", 10);

    @TempDir
    Path folder;

    @Test
    void theTestsOfThePagePassEachTime() throws Exception {
        for (int time = 1; time <= TIMES; time++) {
            for (Class<?> type : List.of(RentalServiceTest.class, ReturnHandlerTest.class, TasksTest.class)) {
                int tests = 0;
                for (Method test : annotated(type, Test.class)) {
                    if (test.getParameterCount() > 0) {
                        continue; // it wants a folder for a gateway of its own, and not the kit
                    }
                    tests++;
                    pass(type, test, Files.createDirectory(folder.resolve(test.getName() + time)), time);
                }
                assertThat(tests).isPositive();
            }
        }
    }

    private static void pass(Class<?> type, Method test, Path folder, int time) throws Exception {
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        Object instance = constructor.newInstance();
        for (Field field : type.getDeclaredFields()) {
            if (field.isAnnotationPresent(TempDir.class)) {
                field.setAccessible(true);
                field.set(instance, folder);
            }
        }
        try {
            call(instance, annotated(type, BeforeEach.class));
            call(instance, List.of(test));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(test.getName() + " failed the " + time + "th time", e.getCause());
        } finally {
            call(instance, annotated(type, AfterEach.class));
        }
    }

    private static void call(Object instance, List<Method> methods) throws ReflectiveOperationException {
        for (Method method : methods) {
            method.setAccessible(true);
            method.invoke(instance);
        }
    }

    private static List<Method> annotated(Class<?> type, Class<? extends Annotation> by) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(by))
                .toList();
    }
}
