package io.devicegateway.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.BankReturned;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.PressureSamples;
import io.devicegateway.app.crash.DaemonProcess.Ports;
import io.devicegateway.app.simulate.SimulationRun;
import io.devicegateway.powerbank.PowerbankLedger;
import io.devicegateway.powerbank.PowerbankLocker;
import io.devicegateway.powerbank.PowerbankLockerListener;
import io.devicegateway.powerbank.PowerbankLockerSettings;
import io.devicegateway.pressure.PressureLedger;
import io.devicegateway.pressure.PressureModule;
import io.devicegateway.pressure.PressureModuleListener;
import io.devicegateway.pressure.PressureModuleSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Lockers to which people bring banks, and modules that push samples, each with its ledger of what was acknowledged. */
final class OtherDevices {
    private static final int EACH = 3;
    private static final int BANKS_IN_HAND = 20_000;
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final List<PowerbankLocker> lockers = new ArrayList<>();
    private final List<PressureModule> modules = new ArrayList<>();
    private final List<SimulationRun> runs = new ArrayList<>();

    private final List<String> wrongs = new CopyOnWriteArrayList<>();

    private OtherDevices() {}

    static OtherDevices start(Ports ports) {
        OtherDevices devices = new OtherDevices();
        for (int i = 0; i < EACH; i++) {
            devices.lockers.add(devices.locker(i));
            devices.modules.add(module(i));
        }
        devices.runs.add(SimulationRun.start(devices.lockers, address(ports.powerbank()), 1_000, 1, LONGEST_PAUSE));
        devices.runs.add(SimulationRun.start(devices.modules, address(ports.pressure()), 1_000, 2, LONGEST_PAUSE));
        return devices;
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    private PowerbankLocker locker(int number) {
        return new PowerbankLocker(
                PowerbankLockerSettings.of(String.format(Locale.ROOT, "0010100%08d", number + 1))
                        .with(new PowerbankLockerSettings.Customers(PAUSE, BANKS_IN_HAND), number),
                new TakesOutWhatCameIn());
    }

    private static PressureModule module(int number) {
        return new PressureModule(
                PressureModuleSettings.of(PressureModuleSettings.imei("00101", number + 1))
                        .with(
                                new PressureModuleSettings.Readings(PAUSE, 50, 8, LocalDateTime.of(2026, 11, 20, 8, 0)),
                                number),
                PressureModuleListener.NONE);
    }

    /** Each device gets at least a few acknowledgements. */
    void awaitProgress() {
        List<Integer> before = acknowledged();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    List<Integer> now = acknowledged();
                    for (int i = 0; i < now.size(); i++) {
                        if (now.get(i) <= before.get(i) + 2) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private List<Integer> acknowledged() {
        List<Integer> counts = new ArrayList<>();
        lockers.forEach(locker -> counts.add(locker.ledger().returns().size()));
        modules.forEach(module -> counts.add(module.ledger().acknowledged().size()));
        return counts;
    }

    void stop() {
        runs.forEach(SimulationRun::close);
    }

    /** What was acknowledged is in the journal, once and in order. */
    void check(List<EventRecord> journal) {
        int total = 0;
        for (PowerbankLocker locker : lockers) {
            List<String> banks = journal.stream()
                    .map(EventRecord::event)
                    .filter(BankReturned.class::isInstance)
                    .map(BankReturned.class::cast)
                    .filter(event -> event.device().equals(locker.id()))
                    .map(event -> event.bank().value())
                    .toList();
            List<String> acknowledged = locker.ledger().returns().stream()
                    .map(PowerbankLedger.Entry::bank)
                    .map(bank -> bank.value())
                    .toList();
            assertThat(banks)
                    .as("returns of " + locker.id())
                    .doesNotHaveDuplicates()
                    .containsSubsequence(acknowledged);
            assertThat(locker.ledger().dropped()).isZero();
            assertThat(wrongs.stream().filter(wrong -> wrong.startsWith(locker.id() + " ")))
                    .isEmpty();
            total += acknowledged.size();
        }
        for (PressureModule module : modules) {
            List<String> pushes = journal.stream()
                    .map(EventRecord::event)
                    .filter(PressureSamples.class::isInstance)
                    .map(PressureSamples.class::cast)
                    .filter(event -> event.device().equals(module.id()))
                    .map(event -> String.valueOf(event.packetNumber()))
                    .toList();
            List<String> acknowledged = module.ledger().acknowledged().stream()
                    .filter(entry -> entry.cmd().equals("push_msg"))
                    .map(PressureLedger.Entry::packnum)
                    .toList();
            assertThat(pushes)
                    .as("pushes of " + module.id())
                    .doesNotHaveDuplicates()
                    .containsAll(acknowledged);
            assertThat(module.ledger().dropped()).isZero();
            assertThat(module.wrongs()).as("wrongs to " + module.id()).isZero();
            total += acknowledged.size();
        }
        System.out.println("crash test: " + total + " acknowledged reports of lockers and pressure modules all there");
    }

    /** So that the next customer finds a free slot. */
    private final class TakesOutWhatCameIn implements PowerbankLockerListener {
        @Override
        public void acknowledged(PowerbankLocker locker, PowerbankLedger.Entry entry) {
            locker.removeBank(entry.slot());
        }

        @Override
        public void wrong(PowerbankLocker locker, String what) {
            wrongs.add(locker.id() + " " + what);
        }
    }
}
