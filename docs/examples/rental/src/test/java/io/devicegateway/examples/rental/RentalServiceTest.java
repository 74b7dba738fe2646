package io.devicegateway.examples.rental;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankId;
import io.devicegateway.testkit.GatewayKit;
import io.devicegateway.testkit.VirtualCabinet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the customer pays for, whatever happens to the cabinet, the gateway and the service. */
class RentalServiceTest {
    @TempDir
    Path folder;

    private final GatewayKit kit = GatewayKit.start();
    private final Till till = new Till();
    private RentalBook book;
    private RentalService service;
    private VirtualCabinet cabinet;

    @BeforeEach
    void open() throws IOException {
        startService();
        cabinet = kit.wosiCabinet("RL1A031712000015");
        kit.advance(Duration.ofSeconds(1));
    }

    private void startService() throws IOException {
        book = RentalBook.open(folder.resolve("rentals"));
        service = new RentalService(kit.gateway(), book, till, kit.clock());
        service.start();
        kit.settle();
    }

    @AfterEach
    void close() {
        service.close();
        book.close();
        kit.close();
    }

    private Rental.State stateOf(String order) {
        return book.find(order).orElseThrow().state();
    }

    // snippet: test-return
    @Test
    void aReturnEndsTheBilling() {
        BankId bank = cabinet.bankIn(1);
        Rental rental = service.rent("order-1", cabinet.id(), 1).join();
        assertThat(rental.state()).isEqualTo(Rental.State.RUNNING);

        kit.advance(Duration.ofMinutes(61));
        cabinet.returnBank(1, bank);

        assertThat(stateOf("order-1")).isEqualTo(Rental.State.ENDED);
        assertThat(till.of("order-1")).isEqualTo("charged 600");
    }
    // end

    // snippet: test-jam
    @Test
    void aJammedSlotIsRefunded() {
        cabinet.jamSlot(3);
        Rental rental = service.rent("order-1", cabinet.id(), 3).join();
        assertThat(rental.state()).isEqualTo(Rental.State.REFUNDED);
        assertThat(till.of("order-1")).isEqualTo("refunded");
    }
    // end

    @Test
    void aCabinetThatIsOfflineIsRefunded() {
        cabinet.unplug();
        assertThat(service.rent("order-1", cabinet.id(), 3).join().state()).isEqualTo(Rental.State.REFUNDED);
    }

    // snippet: test-lost-reply
    @Test
    void ofALostReplyTheTruthComesLater() {
        cabinet.loseNextReply();
        Rental rental = service.rent("order-1", cabinet.id(), 1).join(); // lets the time pass until the deadline
        assertThat(rental.state()).isEqualTo(Rental.State.UNCERTAIN);
        assertThat(till.of("order-1")).isEqualTo("held");

        kit.advance(Duration.ofSeconds(5)); // the gateway asks the cabinet what is in its slots

        assertThat(stateOf("order-1")).isEqualTo(Rental.State.RUNNING);
    }
    // end

    @Test
    void anIgnoredCommandIsRefundedInTheEnd() {
        cabinet.ignoreNextCommand();
        assertThat(service.rent("order-1", cabinet.id(), 1).join().state()).isEqualTo(Rental.State.UNCERTAIN);
        kit.advance(Duration.ofSeconds(5));
        assertThat(stateOf("order-1")).isEqualTo(Rental.State.REFUNDED);
        assertThat(cabinet.banks()).containsKey(1);
    }

    @Test
    void thePressedTwiceButtonRentsOnce() {
        service.rent("order-1", cabinet.id(), 1).join();
        service.rent("order-1", cabinet.id(), 1).join();
        assertThat(cabinet.banks()).hasSize(4);
    }

    // snippet: test-restart
    @Test
    void theServiceDiesBetweenTheCommandAndItsAnswer() throws IOException {
        var unused = service.rent("order-1", cabinet.id(), 1);
        service.close(); // nobody hears the answer
        book.close();
        kit.advance(Duration.ofSeconds(1));
        assertThat(cabinet.banks()).doesNotContainKey(1);

        startService();

        assertThat(stateOf("order-1")).isEqualTo(Rental.State.RUNNING);
        assertThat(cabinet.banks()).hasSize(4); // asked again under its key, and not done again
    }
    // end

    @Test
    void theGatewayDiesBetweenTheCommandAndItsAnswer() {
        cabinet.loseNextReply();
        var rented = service.rent("order-1", cabinet.id(), 1);
        kit.advance(Duration.ofSeconds(1));
        kit.restart();
        assertThat(rented.join().state()).isEqualTo(Rental.State.UNCERTAIN);
        kit.advance(Duration.ofSeconds(10));
        assertThat(stateOf("order-1")).isEqualTo(Rental.State.RUNNING);
    }

    // snippet: test-replay
    @Test
    void aReplayChargesNobodyTwice() {
        BankId bank = cabinet.bankIn(1);
        service.rent("order-1", cabinet.id(), 1).join();
        cabinet.returnBank(1, bank);
        service.rent("order-2", cabinet.id(), 1).join(); // the same bank

        kit.gateway().consumers().rewind("rental", 0); // every event again

        assertThat(till.of("order-1")).isEqualTo("charged 300");
        assertThat(stateOf("order-2")).isEqualTo(Rental.State.RUNNING);
        kit.expectHandled("rental");
    }
    // end

    @Test
    void aLineThatACrashCutOffDoesNotCount() throws IOException {
        service.rent("order-1", cabinet.id(), 1).join();
        service.close();
        book.close();
        Path file = folder.resolve("rentals");
        Files.writeString(file, Files.readString(file) + "order-2\twosi:RL1A0317");
        startService();
        assertThat(book.all()).extracting(Rental::order).containsExactly("order-1");
        service.rent("order-3", cabinet.id(), 2).join();
        book.close();
        book = RentalBook.open(file);
        assertThat(book.all()).extracting(Rental::order).containsExactly("order-1", "order-3");
    }
}
