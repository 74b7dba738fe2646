package io.devicegateway.examples.rental;

import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rentals, on the disk: a stand-in for the team's database, small enough to read. One line is one transaction: how a rental
 * stands now, and the event that made it so. The last line about a rental counts; a line that a crash cut off does not.
 */
public final class RentalBook implements AutoCloseable {
    private static final String NONE = "-";

    private final FileChannel file;
    private final Map<String, Rental> rentals = new LinkedHashMap<>();
    private final Map<BankId, Instant> returns = new HashMap<>();
    private final Set<String> events = new HashSet<>();

    private RentalBook(FileChannel file) {
        this.file = file;
    }

    /** Opens the book, or begins a new one. */
    public static RentalBook open(Path path) throws IOException {
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        RentalBook book = new RentalBook(file);
        String all = Files.readString(path);
        String whole = all.substring(0, all.lastIndexOf('\n') + 1);
        whole.lines().forEach(book::read);
        long end = whole.getBytes(StandardCharsets.UTF_8).length;
        file.truncate(end).position(end);
        return book;
    }

    private void read(String line) {
        String[] field = line.split("\t", -1);
        if (!field[8].equals(NONE)) {
            events.add(field[8]);
        }
        if (field[0].equals(NONE)) {
            returns.put(new BankId(field[5]), Instant.parse(field[6]));
        } else {
            rentals.put(
                    field[0],
                    new Rental(
                            field[0],
                            DeviceId.parse(field[1]),
                            Integer.parseInt(field[2]),
                            Rental.State.valueOf(field[3]),
                            field[4].equals(NONE) ? null : field[4],
                            field.length < 10 || field[9].equals(NONE) ? null : Instant.parse(field[9]),
                            field[5].equals(NONE) ? null : new BankId(field[5]),
                            field[6].equals(NONE) ? null : Instant.parse(field[6]),
                            Long.parseLong(field[7])));
        }
    }

    /** The rental of an order. */
    public synchronized Optional<Rental> find(String order) {
        return Optional.ofNullable(rentals.get(order));
    }

    /** The newest rental that is like this. */
    synchronized Optional<Rental> latest(Predicate<Rental> like) {
        return all().reversed().stream().filter(like).findFirst();
    }

    /** All rentals, oldest first. */
    public synchronized List<Rental> all() {
        return new ArrayList<>(rentals.values());
    }

    /** Whether an event was taken in before. */
    synchronized boolean knows(String event) {
        return events.contains(event);
    }

    /**
     * Writes how a rental stands now, and which event made it so, in one transaction.
     *
     * @param event the id of the event; null when it was none
     */
    synchronized void write(Rental rental, @Nullable String event) {
        append(String.join(
                "\t",
                rental.order(),
                rental.cabinet().toString(),
                Integer.toString(rental.slot()),
                rental.state().name(),
                text(rental.commandId()),
                text(rental.bank()),
                text(rental.since()),
                Long.toString(rental.cents()),
                text(event),
                text(rental.issuedAt())));
        rentals.put(rental.order(), rental);
        if (event != null) {
            events.add(event);
        }
    }

    /** When a bank came back last; empty when it never did. */
    synchronized Optional<Instant> lastReturn(BankId bank) {
        return Optional.ofNullable(returns.get(bank));
    }

    /** Writes that a bank came back for which nothing is to be paid yet, and the event that said so. */
    synchronized void writeReturn(BankId bank, Instant at, String event) {
        append(String.join("\t", NONE, NONE, NONE, NONE, NONE, bank.value(), at.toString(), NONE, event, NONE));
        returns.put(bank, at);
        events.add(event);
    }

    private static String text(@Nullable Object value) {
        return value == null ? NONE : value.toString();
    }

    private void append(String line) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("the rental book cannot be written", e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
