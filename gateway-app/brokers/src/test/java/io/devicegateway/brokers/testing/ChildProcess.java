package io.devicegateway.brokers.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A process that dies with this JVM, also when this JVM is killed. */
final class ChildProcess {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final long END_SECONDS = 30;

    /** The kernel ties a child to the thread that started it, so that thread must live as long as the JVM. */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("broker-starter").daemon(true).factory());

    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly)));
    }

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /** @param environment added to this JVM's; what it prints is appended to {@code log} */
    static ChildProcess start(List<String> command, Map<String, String> environment, Path log) {
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(SETPRIV)) {
            line.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
        }
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Future<Process> started = STARTER.submit(builder::start);
        try {
            Process process = started.get();
            ALIVE.add(process);
            process.onExit().thenAccept(ALIVE::remove);
            return new ChildProcess(process);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot start " + String.join(" ", line), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting " + command.getFirst(), e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM, and its patience is limited. */
    void stop() {
        process.destroy();
        if (!ended()) {
            kill();
        }
    }

    void kill() {
        process.destroyForcibly();
        if (!ended()) {
            throw new IllegalStateException("process " + process.pid() + " does not die");
        }
    }

    /** @param signal its name, such as {@code STOP} or {@code CONT} */
    void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("process " + process.pid() + " cannot be sent SIG" + signal);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot send SIG" + signal, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending SIG" + signal, e);
        }
    }

    private boolean ended() {
        try {
            return process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while process " + process.pid() + " ends", e);
        }
    }
}
