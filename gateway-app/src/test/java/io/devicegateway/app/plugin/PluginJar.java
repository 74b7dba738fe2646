package io.devicegateway.app.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a class from source and packs it as a plug-in's jar. */
public final class PluginJar {
    private PluginJar() {}

    /**
     * Makes {@code NAME.jar} of one class.
     *
     * @param type the class's name, in no package
     */
    public static Path make(Path folder, String name, String type, String source) throws IOException {
        Path classes = Files.createTempDirectory("plugin-classes");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + type + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        StringWriter complaints = new StringWriter();
        boolean compiled = compiler.getTask(
                        complaints,
                        null,
                        null,
                        List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")),
                        null,
                        List.of(file))
                .call();
        assertThat(compiled).as(complaints.toString()).isTrue();
        Files.createDirectories(folder);
        Path jar = folder.resolve(name + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> found = Files.list(classes)) {
            for (Path each : found.toList()) {
                out.putNextEntry(new JarEntry(each.getFileName().toString()));
                out.write(Files.readAllBytes(each));
            }
            out.putNextEntry(new JarEntry("META-INF/services/io.devicegateway.api.GatewayPlugin"));
            out.write(type.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }
}
