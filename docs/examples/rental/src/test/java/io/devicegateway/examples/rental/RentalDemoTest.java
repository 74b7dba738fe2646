package io.devicegateway.examples.rental;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same service over the network and inside the daemon, with the demo's cabinets and customers. */
class RentalDemoTest {
    @TempDir
    Path folder;

    @Test
    void itRunsOverTheNetwork() throws Exception {
        try (DemoProcess demo = new DemoProcess(folder)) {
            demo.awaitLines(1, "ready"::equals);
            Path rentals = folder.resolve("rentals");
            RentalMain.main(new String[] {demo.http(), demo.token().toString(), rentals.toString(), "2"});
            try (RentalBook book = RentalBook.open(rentals.resolve("rentals"))) {
                assertThat(book.all())
                        .hasSizeGreaterThanOrEqualTo(2)
                        .allSatisfy(
                                rental -> assertThat(rental.state()).isIn(Rental.State.ENDED, Rental.State.REFUNDED));
            }
        }
    }

    @Test
    void itRunsInsideTheDaemon() throws Exception {
        packInto(DemoProcess.plugins(folder).resolve("rental.jar"));
        Path rentals = folder.resolve("rentals");
        try (DemoProcess demo = new DemoProcess(folder, "-Drental.folder=" + rentals)) {
            demo.awaitLines(2, line -> line.startsWith("rental order-"));
        }
        try (RentalBook book = RentalBook.open(rentals.resolve("rentals"))) {
            assertThat(book.all()).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    private static void packInto(Path jar) throws IOException {
        Path classes = Path.of("target", "classes");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> found = Files.walk(classes)) {
            List<Path> files = found.filter(Files::isRegularFile).toList();
            assertThat(files).isNotEmpty();
            for (Path each : files) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
                Files.copy(each, out);
            }
        }
    }
}
