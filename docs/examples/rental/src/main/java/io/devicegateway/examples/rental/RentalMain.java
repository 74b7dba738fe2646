package io.devicegateway.examples.rental;

import io.devicegateway.remote.RemoteGateway;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** The service in a process of its own, beside a daemon. */
public final class RentalMain {
    private RentalMain() {}

    /**
     * Rents until so many rentals have ended, and ends.
     *
     * @param arguments the daemon's HTTP address, its file {@code token}, a folder for the rentals, how many
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 4) {
            System.err.println("usage: RentalMain http://127.0.0.1:8080 DATA/token FOLDER RENTALS");
            System.exit(2);
        }
        int rentals = Integer.parseInt(arguments[3]);
        // snippet: remote
        URI daemon = URI.create(arguments[0]);
        String token = Files.readString(Path.of(arguments[1]));
        try (RemoteGateway gateway = RemoteGateway.connect(daemon, token);
                Desk desk = new Desk(gateway, Path.of(arguments[2]), Clock.systemUTC(), RentalMain::say)) {
            desk.work(rentals);
        }
        // end
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
