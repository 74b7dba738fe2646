package io.devicegateway.app.plugin;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a plug-in sees of the daemon: the JDK, the API and SLF4J. Whatever else the daemon uses is hidden from it. */
final class SharedClasses extends ClassLoader {
    private static final List<String> SHARED =
            List.of("io.devicegateway.api.", "org.slf4j.", "org.jspecify.annotations.");

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader daemon;

    /** @param daemon the loader of the daemon's own classes */
    SharedClasses(ClassLoader daemon) {
        super("shared with plug-ins", ClassLoader.getPlatformClassLoader());
        this.daemon = daemon;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (SHARED.stream().anyMatch(name::startsWith)) {
            return daemon.loadClass(name);
        }
        throw new ClassNotFoundException(name + " is not shared with plug-ins; bring it inside the plug-in's jar");
    }

    @Override
    protected @Nullable URL findResource(String name) {
        return null;
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        return Collections.emptyEnumeration();
    }
}
