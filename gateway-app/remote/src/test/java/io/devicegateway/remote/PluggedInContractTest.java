package io.devicegateway.remote;

import io.devicegateway.api.Gateway;
import io.devicegateway.app.daemon.GatewayDaemon;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** The backend's code inside the daemon. */
final class PluggedInContractTest extends GatewayContract {
    @Override
    GatewayUnderTest start(Path data) throws Exception {
        Path folder = Files.createDirectories(data.resolve("plugins"));
        String file = HandsOverGateway.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("contract.jar")));
                InputStream compiled = Objects.requireNonNull(
                        HandsOverGateway.class.getClassLoader().getResourceAsStream(file))) {
            jar.putNextEntry(new JarEntry(file));
            compiled.transferTo(jar);
            jar.putNextEntry(new JarEntry("META-INF/services/io.devicegateway.api.GatewayPlugin"));
            jar.write(HandsOverGateway.class.getName().getBytes(StandardCharsets.UTF_8));
        }
        GatewayDaemon daemon = Daemons.start(data);
        Gateway gateway =
                (Gateway) Objects.requireNonNull(System.getProperties().get(HandsOverGateway.PLACE));
        return new GatewayUnderTest() {
            @Override
            public Gateway gateway() {
                return gateway;
            }

            @Override
            public InetSocketAddress wosi() {
                return Daemons.wosi(daemon);
            }

            @Override
            public void close() {
                daemon.stop();
            }
        };
    }
}
