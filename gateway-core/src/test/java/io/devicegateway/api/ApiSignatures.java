package io.devicegateway.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What other code can be compiled or linked against in a package: a line for each public element, which names its type. */
final class ApiSignatures {
    /** Every object has them. */
    private static final Set<String> EVERYWHERE = Set.of("equals", "hashCode", "toString");

    private final SortedSet<String> lines = new TreeSet<>();

    private ApiSignatures() {}

    /** The signatures of a package's compiled classes. */
    static SortedSet<String> of(Path classes, String packageName) throws IOException {
        ApiSignatures found = new ApiSignatures();
        try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .forEach(name -> found.add(packageName + "." + name.substring(0, name.length() - 6)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return found.lines;
    }

    private void add(String name) {
        Class<?> type;
        try {
            type = Class.forName(name, false, ApiSignatures.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        if (isPublic(type)) {
            String own = shortened(type.getName());
            lines.add(own + " type " + kind(type) + supertypes(type));
            permitted(type, own);
            Arrays.stream(type.getDeclaredFields()).forEach(field -> add(field, own));
            Arrays.stream(type.getDeclaredMethods()).forEach(method -> add(method, own));
            Arrays.stream(type.getDeclaredConstructors()).forEach(constructor -> add(constructor, own));
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return Modifier.isPublic(type.getModifiers()) && !type.isAnonymousClass() && (outer == null || isPublic(outer));
    }

    private static String kind(Class<?> type) {
        if (type.isRecord()) {
            // The order of the components is that of the constructor.
            return "record("
                    + Arrays.stream(type.getRecordComponents())
                            .map(each -> text(each.getGenericType()) + " " + each.getName())
                            .collect(Collectors.joining(", "))
                    + ")";
        }
        String sealed = type.isSealed() ? "sealed " : "";
        return sealed + (type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class");
    }

    private static String supertypes(Class<?> type) {
        return Stream.concat(Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()))
                .map(ApiSignatures::text)
                .filter(name -> !name.equals("Object") && !name.equals("Record"))
                .sorted()
                .map(name -> " : " + name)
                .collect(Collectors.joining());
    }

    private void permitted(Class<?> type, String own) {
        Class<?>[] subtypes = type.getPermittedSubclasses();
        if (subtypes != null && !type.isEnum()) {
            Arrays.stream(subtypes).forEach(each -> lines.add(own + " permits " + shortened(each.getName())));
        }
    }

    private void add(Field field, String own) {
        if (Modifier.isPublic(field.getModifiers()) && !field.isSynthetic()) {
            lines.add(own + (field.isEnumConstant() ? " constant " : " field ") + field.getName() + " : "
                    + text(field.getGenericType()));
        }
    }

    private void add(Method method, String own) {
        boolean everywhere = EVERYWHERE.contains(method.getName());
        if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic() && !method.isBridge() && !everywhere) {
            String how = Modifier.isAbstract(method.getModifiers())
                    ? " abstract "
                    : Modifier.isStatic(method.getModifiers()) ? " static " : " method ";
            lines.add(own + how + method.getName() + parameters(method) + " : " + text(method.getGenericReturnType())
                    + thrown(method));
        }
    }

    private void add(Constructor<?> constructor, String own) {
        if (Modifier.isPublic(constructor.getModifiers()) && !constructor.isSynthetic()) {
            lines.add(own + " constructor" + parameters(constructor) + thrown(constructor));
        }
    }

    private static String parameters(Executable executable) {
        return Arrays.stream(executable.getGenericParameterTypes())
                .map(ApiSignatures::text)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String thrown(Executable executable) {
        return Arrays.stream(executable.getGenericExceptionTypes())
                .map(ApiSignatures::text)
                .sorted()
                .map(name -> " throws " + name)
                .collect(Collectors.joining());
    }

    private static String text(Type type) {
        return shortened(type.getTypeName());
    }

    private static String shortened(String name) {
        return name.replace("io.devicegateway.api.", "")
                .replaceAll("java\\.(lang|util|util\\.concurrent|util\\.function|util\\.stream|time)\\.(?=[A-Z])", "")
                .replace('$', '.');
    }
}
