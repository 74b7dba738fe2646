package io.devicegateway.examples.rental;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankFound;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.RentBank;
import io.devicegateway.testkit.GatewayKit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After an unknown outcome the truth comes in any order, and the power may be cut after each event: the bill is right. */
class EveryOrderTest {
    private static final Instant ISSUED = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(61);
    private static final DeviceId CABINET = new DeviceId("wosi", "RL1A031712000015");
    private static final DeviceId OTHER = new DeviceId("wosi", "RL1A031712000016");
    private static final BankId BANK = new BankId("RL1A7C000041");
    private static final CommandIssued START =
            new CommandIssued(CABINET, "c-1", "rent-order-1", new RentBank(CABINET, 4), ISSUED, BANK, null);
    private static final CommandSettled END = new CommandSettled(
            CABINET, "c-1", "rent-order-1", new Unknown<>("c-1", 1, UnknownReason.CONNECTION_LOST, "gone"));
    private static final CommandResolved PROOF = new CommandResolved(CABINET, "c-1", true, "it was returned");
    private static final LateReply REPLY =
            new LateReply(CABINET, "c-1", new BankReleased(CABINET, 4, BANK, BankReleased.Cause.RENT), null);
    private static final BankReturned RETURN = new BankReturned(OTHER, 4, BANK, DecidedBy.GATEWAY);
    private static final BankFound FOUND = new BankFound(OTHER, 4, BANK);
    private static final InventoryReported INVENTORY = new InventoryReported(CABINET, List.of(), true);

    @TempDir
    Path folder;

    private int books;

    @Test
    void theBillIsRightInEveryOrder() throws IOException {
        try (GatewayKit kit = GatewayKit.start()) {
            for (List<DeviceEvent> told : List.<List<DeviceEvent>>of(
                    List.of(END, PROOF, RETURN),
                    List.of(END, REPLY, RETURN),
                    List.of(END, PROOF, REPLY, RETURN, INVENTORY))) {
                for (List<DeviceEvent> order : orders(told)) {
                    assertBill(kit, order, RETURN);
                }
            }
        }
    }

    @Test
    void aBankThatIsFoundEndsItsRentalInEveryOrder() throws IOException {
        try (GatewayKit kit = GatewayKit.start()) {
            for (List<DeviceEvent> told : List.<List<DeviceEvent>>of(
                    List.of(END, PROOF, FOUND),
                    List.of(END, REPLY, FOUND, INVENTORY),
                    List.of(END, PROOF, REPLY, FOUND, INVENTORY))) {
                for (List<DeviceEvent> order : orders(told)) {
                    assertBill(kit, order, FOUND);
                }
            }
        }
    }

    private void assertBill(GatewayKit kit, List<DeviceEvent> order, DeviceEvent backAt) throws IOException {
        books++;
        Path file = folder.resolve("rentals-" + books);
        Till till = new Till();
        try (RentalBook book = RentalBook.open(file)) {
            book.write(Rental.asked("order-1", CABINET, 4), null);
        }
        take(kit, file, till, START, 0);
        for (int i = 0; i < order.size(); i++) {
            take(kit, file, till, order.get(i), i + 1);
        }
        long back = STEP.multipliedBy(order.indexOf(backAt) + 1L).toMinutes();
        try (RentalBook book = RentalBook.open(file)) {
            Rental rental = book.find("order-1").orElseThrow();
            assertThat(rental.state()).as("%s", order).isEqualTo(Rental.State.ENDED);
            assertThat(rental.cents()).as("%s", order).isEqualTo((back + 59) / 60 * 300);
        }
    }

    /** The service lives for one event. */
    private static void take(GatewayKit kit, Path file, Till till, DeviceEvent event, int number) throws IOException {
        try (RentalBook book = RentalBook.open(file)) {
            RentalService service = new RentalService(kit.gateway(), book, till, kit.clock());
            EventRecord record = new EventRecord(
                    number + 1L,
                    "t-" + number,
                    ISSUED.plus(STEP.multipliedBy(number)),
                    1,
                    event,
                    ByteBuffer.allocate(0));
            service.handle(record);
            service.handle(record);
        }
    }

    private static List<List<DeviceEvent>> orders(List<DeviceEvent> events) {
        if (events.isEmpty()) {
            return List.of(List.of());
        }
        List<List<DeviceEvent>> all = new ArrayList<>();
        for (DeviceEvent first : events) {
            List<DeviceEvent> others = new ArrayList<>(events);
            others.remove(first);
            for (List<DeviceEvent> rest : orders(others)) {
                List<DeviceEvent> order = new ArrayList<>(List.of(first));
                order.addAll(rest);
                all.add(order);
            }
        }
        return all;
    }
}
