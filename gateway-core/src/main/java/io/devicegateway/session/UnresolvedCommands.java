package io.devicegateway.session;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Restocked;
import io.devicegateway.api.VendItem;
import io.devicegateway.api.VendResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Commands of unknown outcome that wait for evidence. Bounded for each device. Safe for all threads. */
final class UnresolvedCommands {
    private static final int MOST = 64;

    private final Map<DeviceId, List<Unresolved>> byDevice = new ConcurrentHashMap<>();
    private final Map<BankId, Set<DeviceId>> devicesOfBank = new ConcurrentHashMap<>();

    void add(Unresolved command) {
        DeviceId device = command.command().device();
        byDevice.merge(device, List.of(command), (known, more) -> {
            List<Unresolved> all = new ArrayList<>(known);
            all.addAll(more);
            return all.size() > MOST ? List.copyOf(all.subList(1, all.size())) : List.copyOf(all);
        });
        BankId bank = command.bankBefore();
        if (bank != null) { // after the above, or the sweep could take it for one of no use
            devicesOfBank.merge(bank, Set.of(device), UnresolvedCommands::joined);
        }
    }

    private static Set<DeviceId> joined(Set<DeviceId> known, Set<DeviceId> more) {
        Set<DeviceId> all = new HashSet<>(known);
        all.addAll(more);
        return Set.copyOf(all);
    }

    /** The commands, on any device, that would have released this bank. */
    List<Unresolved> releasesOf(BankId bank) {
        return devicesOfBank.getOrDefault(bank, Set.of()).stream()
                .flatMap(device -> of(device).stream())
                .filter(command -> bank.equals(command.bankBefore()))
                .toList();
    }

    List<Unresolved> of(DeviceId device) {
        return byDevice.getOrDefault(device, List.of());
    }

    /** Nothing more is to be found out about this command. Answers whether it was waiting. */
    boolean remove(DeviceId device, String commandId) {
        boolean[] removed = new boolean[1];
        byDevice.computeIfPresent(device, (id, commands) -> {
            List<Unresolved> left = new ArrayList<>(commands);
            removed[0] = left.removeIf(command -> command.commandId().equals(commandId));
            return left.isEmpty() ? null : List.copyOf(left);
        });
        return removed[0];
    }

    /** A sale is about to be sent: from now on a lane's counter tells nothing of the sales before. */
    void issued(DeviceCommand<?> command) {
        if (command instanceof VendItem sale) {
            disturb(sale.device(), other -> other.command() instanceof VendItem before && before.lane() == sale.lane());
        }
    }

    /** An event may spoil evidence: after a restock the lanes count from 0. */
    void heard(DeviceEvent event) {
        if (event instanceof Restocked restocked) {
            disturb(restocked.device(), other -> true);
        }
    }

    private void disturb(DeviceId device, Predicate<Unresolved> which) {
        byDevice.computeIfPresent(
                device,
                (id, commands) -> commands.stream()
                        .map(command -> which.test(command) ? command.withoutCounter() : command)
                        .toList());
    }

    /** The command that a reply on a later connection belongs to; null for none. */
    @Nullable
    String answeredBy(DeviceId device, @Nullable DeviceReply reply) {
        return of(device).stream()
                .filter(unresolved -> isAbout(unresolved.command(), reply))
                .map(Unresolved::commandId)
                .findFirst()
                .orElse(null);
    }

    private static boolean isAbout(DeviceCommand<?> command, @Nullable DeviceReply reply) {
        if (reply instanceof BankReleased released) {
            return Resolution.slotOf(command)
                    .filter(slot -> slot == released.slot())
                    .isPresent();
        }
        return reply instanceof VendResult result
                && command instanceof VendItem sale
                && sale.order().equals(result.order());
    }

    /** Forgets what is older. */
    void sweep(long oldest) {
        byDevice.replaceAll((device, commands) -> commands.stream()
                .filter(command -> command.since() - oldest > 0)
                .toList());
        byDevice.values().removeIf(List::isEmpty);
        devicesOfBank
                .keySet()
                .forEach(bank -> devicesOfBank.computeIfPresent(
                        bank, (id, devices) -> releasesOf(id).isEmpty() ? null : devices));
    }

    int count() {
        return byDevice.values().stream().mapToInt(List::size).sum();
    }

    /**
     * One of them.
     *
     * @param bankBefore for a command on a slot, the bank that was in it; null when not known
     * @param vendedBefore for a sale, what its lane had given out; null when not known, or when that tells nothing any more
     * @param since when its outcome became unknown, on the ticker's scale
     */
    record Unresolved(
            String commandId,
            DeviceCommand<?> command,
            @Nullable BankId bankBefore,
            @Nullable Integer vendedBefore,
            long since) {
        Unresolved withoutCounter() {
            return new Unresolved(commandId, command, bankBefore, null, since);
        }
    }
}
