package io.devicegateway.examples.rental;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a backend links needs no Jackson of the backend's, whatever version a framework brings. Only the packaged libraries tell that:
 * as long as they are folders of classes, as in {@code mvn test}, there is nothing to see.
 */
class NoJacksonTest {
    @ParameterizedTest
    @ValueSource(strings = {"gateway-remote", "gateway-testkit"})
    void theLibraryBringsItsOwnJson(String library) throws Exception {
        List<URL> path = new ArrayList<>();
        boolean isPackaged = false;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = Path.of(entry).getFileName().toString();
            isPackaged |= name.startsWith(library) && name.endsWith(".jar");
            boolean isOther = name.startsWith("gateway-") && !name.startsWith(library);
            if (!isOther && !name.contains("jackson") && !name.startsWith("protocol-")) {
                path.add(Path.of(entry).toUri().toURL());
            }
        }
        assumeThat(isPackaged).as("the library is packaged").isTrue();
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        try (URLClassLoader alone = new URLClassLoader(path.toArray(URL[]::new), platform)) {
            Class.forName("org.sqlite.JDBC", true, alone); // a driver counts for who sees its class loader
            Class<?> type = alone.loadClass(
                    library.equals("gateway-remote")
                            ? "io.devicegateway.remote.RemoteGateway"
                            : "io.devicegateway.testkit.GatewayKit");
            try (AutoCloseable opened = (AutoCloseable) open(type)) {
                assertThat(opened).isInstanceOf(type);
            }
        }
    }

    private static Object open(Class<?> type) throws ReflectiveOperationException {
        return type.getSimpleName().equals("GatewayKit")
                ? type.getMethod("start").invoke(null)
                : type.getMethod("connect", URI.class, String.class)
                        .invoke(null, URI.create("http://127.0.0.1:9"), "token");
    }
}
