package io.devicegateway.examples.rental;

import io.devicegateway.api.Device;
import io.devicegateway.api.Gateway;
import io.devicegateway.api.Presence;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.SlotContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Somebody who rents banks one after the other, to see the service at work. */
final class Desk implements AutoCloseable {
    private static final long PAUSE_MILLIS = 500;

    private final Gateway gateway;
    private final RentalBook book;
    private final RentalService service;
    private final Consumer<String> tell;
    private volatile boolean closed;

    /**
     * Opens the desk, with the rentals that are in the folder.
     *
     * @param tell takes a line about each thing that happens
     */
    Desk(Gateway gateway, Path folder, Clock clock, Consumer<String> tell) throws IOException {
        this.gateway = gateway;
        this.tell = tell;
        book = RentalBook.open(Files.createDirectories(folder).resolve("rentals"));
        service = new RentalService(gateway, book, new Till(), clock);
        service.start();
    }

    /** Rents until so many rentals have ended or were refunded, or the desk is closed. */
    void work(int rentals) throws InterruptedException {
        int finished = 0;
        for (int number = 1; finished < rentals && !closed; number++) {
            Rental rental = rentSomewhere("order-" + number);
            while (rental != null && !isFinished(rental) && !closed) {
                Thread.sleep(PAUSE_MILLIS);
                rental = book.find(rental.order()).orElseThrow();
            }
            if (rental != null) {
                tell.accept("rental " + rental.order() + " of " + rental.bank() + " at " + rental.cabinet() + " slot "
                        + rental.slot() + " is " + rental.state() + ", " + rental.cents() + " cents");
                finished++;
            }
        }
    }

    private static boolean isFinished(Rental rental) {
        return rental.state() == Rental.State.ENDED || rental.state() == Rental.State.REFUNDED;
    }

    private @Nullable Rental rentSomewhere(String order) throws InterruptedException {
        Optional<Rental> known = book.find(order);
        if (known.isPresent()) {
            return known.get();
        }
        while (!closed) {
            Optional<RentBank> choice = gateway.devices()
                    .filter(device -> device.presence().state() == Presence.State.ONLINE)
                    .flatMap(Desk::fullSlots)
                    .findFirst();
            if (choice.isPresent()) {
                RentBank wish = choice.get();
                tell.accept("renting " + wish.device() + " slot " + wish.slot() + " for " + order);
                return service.rent(order, wish.device(), wish.slot()).join();
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return null;
    }

    private static java.util.stream.Stream<RentBank> fullSlots(Device device) {
        return device.slots().values().stream()
                .filter(slot -> slot.report().content() == SlotContent.BANK)
                .map(slot -> new RentBank(device.id(), slot.report().slot()));
    }

    @Override
    public void close() {
        closed = true;
        service.close();
        book.close();
    }
}
