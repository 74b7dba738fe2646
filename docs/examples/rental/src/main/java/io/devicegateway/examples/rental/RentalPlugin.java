package io.devicegateway.examples.rental;

import io.devicegateway.api.Gateway;
import io.devicegateway.api.GatewayPlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

// snippet: plugin
/** The same service inside the daemon: in a jar in its folder {@code plugins}. */
public final class RentalPlugin implements GatewayPlugin {
    private @Nullable Desk desk;

    @Override
    public void start(Gateway gateway) throws IOException {
        Path folder = Path.of(System.getProperty("rental.folder", "rental-data"));
        Desk opened = new Desk(gateway, folder, Clock.systemUTC(), System.out::println);
        desk = opened;
        Thread.ofVirtual().name("rental-desk").start(() -> work(opened));
    }

    @Override
    public void stop() {
        if (desk != null) {
            desk.close();
        }
    }
    // end

    private static void work(Desk desk) {
        try {
            desk.work(Integer.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
