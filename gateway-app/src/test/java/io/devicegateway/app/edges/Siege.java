package io.devicegateway.app.edges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.app.crash.DaemonProcess;
import io.devicegateway.app.crash.DaemonProcess.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A daemon at which something is done, and two honest cabinets. */
final class Siege implements AutoCloseable {
    /** A cabinet repeats what is not answered after five seconds. */
    static final long LONGEST_MILLIS = 5_000;

    static final Duration WELL_AGAIN = Duration.ofSeconds(20);
    static final String STAYING = "WSTD089900000001";

    private final DaemonProcess daemon;
    private final String what;
    private final HonestCabinet staying;
    private final HonestCabinet comingAnew;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private int answeredBefore;
    private int connectionsBefore;
    private long begun;

    private Siege(DaemonProcess daemon, String what) {
        this.daemon = daemon;
        this.what = what;
        staying = HonestCabinet.staying(STAYING, ports().wosi());
        comingAnew = HonestCabinet.comingAnew("WSTD089900000002", ports().wosi());
    }

    static Siege of(DaemonProcess daemon, String what) {
        Siege siege = new Siege(daemon, what);
        siege.awaitAnswers(2);
        return siege;
    }

    Ports ports() {
        return daemon.ports();
    }

    double busy() {
        return daemon.busy().toMillis() / 1e3;
    }

    void begin() {
        staying.measureAnew();
        comingAnew.measureAnew();
        answeredBefore = staying.answered() + comingAnew.answered();
        connectionsBefore = staying.connections();
        begun = System.nanoTime();
    }

    void end(String result) {
        long longest = Math.max(staying.longestMillis(), comingAnew.longestMillis());
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        int answered = staying.answered() + comingAnew.answered() - answeredBefore;
        System.out.println("edges: " + what + ": " + result + ", " + seconds + " s; " + answered
                + " returns of honest cabinets answered, the longest wait " + longest + " ms, "
                + (staying.connections() - connectionsBefore) + " connections lost");
        assertThat(daemon.isAlive()).as("it lives").isTrue();
        assertThat(longest).as("longest wait for an answer, in ms").isLessThan(LONGEST_MILLIS);
        assertThat(staying.connections())
                .as("connections of the one that stays")
                .isEqualTo(connectionsBefore);
    }

    void checkWellAgain() {
        await().atMost(WELL_AGAIN).until(() -> isHealthy("/health/ready"));
        awaitAnswers(3);
        assertThat(daemon.isAlive()).as("it lives").isTrue();
    }

    void kill() throws InterruptedException {
        daemon.kill();
    }

    boolean isHealthy(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + daemon.httpPort() + path))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void awaitAnswers(int more) {
        int one = staying.answered() + more;
        int other = comingAnew.answered() + more;
        await().atMost(WELL_AGAIN).until(() -> staying.answered() >= one && comingAnew.answered() >= other);
    }

    @Override
    public void close() throws InterruptedException {
        staying.close();
        comingAnew.close();
        daemon.close();
    }
}
