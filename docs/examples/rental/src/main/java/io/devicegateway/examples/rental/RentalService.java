package io.devicegateway.examples.rental;

import io.devicegateway.api.BankFound;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.Refused;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Gateway;
import io.devicegateway.api.Presence;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Rents power banks. What the customer pays for follows from the gateway's events alone, which come at least once and in order, so
 * this may crash at any moment: what was under way goes on when it is started again.
 */
public final class RentalService implements AutoCloseable {
    private static final String KEY = "rent-";

    private final Gateway gateway;
    private final RentalBook book;
    private final Till till;
    private final Clock clock;
    private @Nullable Subscription subscription;

    public RentalService(Gateway gateway, RentalBook book, Till till, Clock clock) {
        this.gateway = gateway;
        this.book = book;
        this.till = till;
        this.clock = clock;
    }

    // snippet: start
    /** Begins to follow the gateway's events, and asks again for what was under way when it ended last. */
    public void start() {
        subscription = gateway.subscribe("rental", this::handle);
        for (Rental rental : book.all()) {
            if (rental.state() == Rental.State.ASKED) {
                var unused = ask(rental); // under its old key: what was done already is not done again
            }
        }
    }
    // end

    // snippet: rent
    /**
     * Rents the bank in a slot. The same order again is the same rental, however often the customer presses the button.
     *
     * @return the rental when the cabinet has answered, or has not in time
     */
    public CompletableFuture<Rental> rent(String order, DeviceId cabinet, int slot) {
        Optional<Rental> known = book.find(order);
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(known.get());
        }
        Rental rental = Rental.asked(order, cabinet, slot);
        book.write(rental, null); // before the command: a crash in between is found by start()
        till.hold(order);
        return ask(rental);
    }

    private CompletableFuture<Rental> ask(Rental rental) {
        return gateway.cabinet(rental.cabinet())
                .once(KEY + rental.order())
                .rent(rental.slot())
                .thenApply(result -> settled(rental.order(), result, null));
    }
    // end

    // snippet: settled
    /** The four outcomes. They differ in what may be done next. */
    private synchronized Rental settled(String order, CommandResult<?> result, @Nullable EventRecord event) {
        Rental rental = book.find(order).orElseThrow();
        if (!rental.isOpen()) {
            return rental; // the answer and the event tell the same; the first one counts
        }
        return switch (result) {
            case Done<?> done -> begin(rental, ((BankReleased) done.reply()).bank(), event);
            case Refused<?> refused -> refund(rental, event); // as of a jammed slot
            case NotSent<?> notSent -> refund(rental, event); // no byte left: it is certain that nothing happened
            case Unknown<?> unknown -> change(rental.uncertain(), event); // wait for what the cabinet tells later
        };
    }
    // end

    private Rental begin(Rental rental, @Nullable BankId bank, @Nullable EventRecord event) {
        return run(rental.running(bank, event == null ? clock.instant() : event.receivedAt()), event);
    }

    // snippet: run
    /** The bank is out. It may be back already: what happened becomes known in any order. */
    private Rental run(Rental running, @Nullable EventRecord event) {
        BankId bank = running.bank();
        Instant since = running.since();
        Optional<Instant> back = bank == null || since == null
                ? Optional.empty()
                : book.lastReturn(bank).filter(at -> !at.isBefore(since));
        return back.map(at -> pay(running, at, event)).orElseGet(() -> change(running, event));
    }
    // end

    private Rental refund(Rental rental, @Nullable EventRecord event) {
        till.refund(rental.order());
        return change(rental.refunded(), event);
    }

    private Rental change(Rental rental, @Nullable EventRecord event) {
        book.write(rental, event == null ? null : event.id());
        return rental;
    }

    // snippet: handle
    /** Returning is the acknowledgement; throwing means again later. */
    synchronized void handle(EventRecord record) {
        if (book.knows(record.id())) {
            return; // at least once: this one was taken in before we crashed
        }
        switch (record.event()) {
            case CommandIssued issued ->
                rentalOf(issued.idempotencyKey())
                        .ifPresent(rental -> change(
                                rental.issued(issued.commandId(), record.receivedAt(), issued.bankBefore()), record));
            case CommandSettled settled ->
                rentalOf(settled.idempotencyKey())
                        .ifPresent(rental -> settled(rental.order(), settled.result(), record));
            case CommandResolved resolved ->
                uncertain(resolved.commandId()).ifPresent(rental -> told(rental, resolved.happened(), null, record));
            case LateReply late ->
                uncertain(late.commandId())
                        .ifPresent(rental -> told(
                                rental,
                                late.reply() != null,
                                late.reply() instanceof BankReleased released ? released.bank() : null,
                                record));
            case BankReturned returned -> back(returned.bank(), record);
            case BankFound found -> back(found.bank(), record); // put in while the cabinet was off: nobody knows when
            case Presence presence -> lookInside(presence);
            default -> {}
        }
    }
    // end

    /** What the gateway knows of the slots is how it finds out later what an unknown outcome was. */
    private void lookInside(Presence presence) {
        boolean asks =
                presence.state() == Presence.State.ONLINE && gateway.supports(presence.device(), QueryInventory.class);
        if (asks) {
            var unused = gateway.cabinet(presence.device()).inventory();
        }
    }

    private Optional<Rental> rentalOf(@Nullable String key) {
        return key != null && key.startsWith(KEY) ? book.find(key.substring(KEY.length())) : Optional.empty();
    }

    private Optional<Rental> uncertain(@Nullable String commandId) {
        return commandId == null
                ? Optional.empty()
                : book.latest(rental -> rental.isOpen() && commandId.equals(rental.commandId()));
    }

    // snippet: told
    /** The cabinet tells in the end what became of an unknown outcome. */
    private void told(Rental rental, boolean happened, @Nullable BankId bank, EventRecord record) {
        if (happened) {
            // It came out when the cabinet was told to, and not when that became known.
            Instant out = rental.issuedAt() == null ? record.receivedAt() : rental.issuedAt();
            var unused = run(rental.running(bank, out), record);
        } else {
            refund(rental, record);
        }
    }
    // end

    // snippet: end
    private void back(BankId bank, EventRecord record) {
        book.latest(rental -> rental.state() == Rental.State.RUNNING && bank.equals(rental.bank()))
                .ifPresentOrElse(
                        rental -> end(rental, record),
                        // perhaps of a rental that is uncertain: it is kept until that is known
                        () -> book.writeReturn(bank, record.receivedAt(), record.id()));
    }

    private void end(Rental rental, EventRecord record) {
        Instant since = rental.since();
        if (since == null || record.receivedAt().isBefore(since)) {
            return; // replayed: it tells of an earlier rental of this bank
        }
        var unused = pay(rental, record.receivedAt(), record);
    }

    private Rental pay(Rental rental, Instant back, @Nullable EventRecord event) {
        Instant since = Objects.requireNonNull(rental.since());
        long cents = Till.price(Duration.between(since, back));
        till.charge(rental.order(), cents); // twice under one order is once
        return change(rental.ended(cents), event); // now, and only now, is the event done
    }
    // end

    /** Stops following events. What is not handled yet waits in the gateway. */
    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
