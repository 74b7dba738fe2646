package io.devicegateway.faults;

import io.devicegateway.api.CommandEvent;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.session.CommandHistory;
import io.devicegateway.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The commands of the journal, as the archive's file has them: it follows with a lag, is locked at times, and has after a crash what
 * it had written.
 */
final class SimulatedArchive implements CommandHistory {
    private static final int MOST_PENDING = 20;

    private record Key(DeviceId device, String key) {}

    private final Map<String, RecordedCommand> byId = new LinkedHashMap<>();
    private final Map<Key, String> byKey = new HashMap<>();
    private final Set<String> resolved = new LinkedHashSet<>();
    private final List<EventRecord> pending = new ArrayList<>();
    private long applied;
    private long written;
    private boolean locked;

    /** Whether somebody else holds the file. */
    void locked(boolean isLocked) {
        locked = isLocked;
    }

    /** Follows the journal. */
    void apply(EventRecord record) {
        if (record.offset() > applied) {
            applied = record.offset();
            if (record.event() instanceof CommandEvent) {
                pending.add(record);
            }
        }
    }

    /** Writes what it took in, if it can. */
    void flush() {
        if (!locked) {
            pending.forEach(record -> write(record, (CommandEvent) record.event()));
            pending.clear();
            written = applied;
        }
    }

    /** What was not written is lost. */
    void crash() {
        pending.clear();
        applied = written;
    }

    private void write(EventRecord record, CommandEvent event) {
        switch (event) {
            case CommandIssued issued -> insert(record, issued.commandId(), issued.idempotencyKey(), issued);
            case CommandSettled settled -> {
                if (!byId.containsKey(settled.commandId())) {
                    insert(record, settled.commandId(), settled.idempotencyKey(), null);
                }
                byId.computeIfPresent(settled.commandId(), (id, known) -> settled(known, settled.result()));
            }
            case CommandResolved told -> resolved.add(told.commandId());
            case LateReply late -> {
                if (late.commandId() != null) {
                    resolved.add(late.commandId());
                }
            }
        }
    }

    private void insert(EventRecord record, String id, @Nullable String key, @Nullable CommandIssued issued) {
        String free = key != null && byKey.putIfAbsent(new Key(record.device(), key), id) != null ? null : key;
        byId.putIfAbsent(
                id,
                new RecordedCommand(
                        record.device(),
                        id,
                        free,
                        issued == null ? null : issued.command(),
                        issued == null ? null : issued.bankBefore(),
                        issued == null ? null : issued.vendedBefore(),
                        record.epoch(),
                        record.receivedAt(),
                        null));
    }

    private static RecordedCommand settled(RecordedCommand known, CommandResult<?> result) {
        return new RecordedCommand(
                known.device(),
                known.commandId(),
                known.idempotencyKey(),
                known.command(),
                known.bankBefore(),
                known.vendedBefore(),
                known.epoch(),
                known.at(),
                result);
    }

    private void look() {
        if (locked) {
            throw new StoreException("the simulated archive is locked", null);
        }
    }

    @Override
    public Optional<RecordedCommand> byKey(DeviceId device, String idempotencyKey) {
        look();
        return Optional.ofNullable(byKey.get(new Key(device, idempotencyKey))).map(byId::get);
    }

    @Override
    public Optional<RecordedCommand> byId(String commandId) {
        look();
        return Optional.ofNullable(byId.get(commandId));
    }

    @Override
    public long appliedOffset() {
        return written;
    }

    @Override
    public @Nullable String problem() {
        return locked && pending.size() > MOST_PENDING ? "the simulated archive is locked" : null;
    }

    @Override
    public Optional<String> byOrder(DeviceId device, String order) {
        look();
        return Optional.empty();
    }

    @Override
    public List<RecordedCommand> open() {
        look();
        flush();
        return byId.values().stream()
                .filter(command -> command.result() == null)
                .toList();
    }

    @Override
    public List<RecordedCommand> unresolved(Duration atMostAgo) {
        look();
        flush();
        return byId.values().stream()
                .filter(command -> command.result() instanceof CommandResult.Unknown)
                .filter(command -> command.command() != null && !resolved.contains(command.commandId()))
                .toList();
    }
}
