package io.devicegateway.faults;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.Question;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.api.Safety;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Liveness;
import io.devicegateway.protocol.MessageCodec;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.SessionLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The protocol of simulated devices, in which every line tells which of the device's doings it is about: {@code login ID},
 * {@code beat}, {@code return NUMBER SLOT}, {@code rented SLOT ok|no}, {@code ejected SLOT ok|no}, {@code inventory SLOT …} from
 * the device; {@code welcome}, {@code denied}, {@code beat}, {@code returned NUMBER VERDICT}, {@code rent SLOT}, {@code eject SLOT},
 * {@code noted SLOT}, {@code list} to it.
 */
final class LineProtocol implements Protocol<String> {
    static final String NAME = "line";
    static final Liveness LIVENESS = new Liveness(Duration.ofSeconds(3), Duration.ofSeconds(6));
    private static final Duration DEDUP = Duration.ofMinutes(10);
    private static final Duration REPLY = Duration.ofSeconds(3);
    /** Slots that banks are put back into; they are taken out again at once. */
    private static final int RETURN_SLOTS = 4;

    private static final SessionLimits LIMITS =
            new SessionLimits(Duration.ofSeconds(3), LIVENESS, Duration.ofMillis(30), 4);

    private final boolean inOrder;

    /** @param inOrder whether answers leave in the order of the messages */
    LineProtocol(boolean inOrder) {
        this.inOrder = inOrder;
    }

    /** The bank of a device's return of this number. */
    static BankId bank(DeviceId device, int number) {
        return new BankId(device.value() + "N" + number);
    }

    /** The bank that a device has in a slot at first. */
    static BankId inside(DeviceId device, int slot) {
        return new BankId(device.value() + "S" + slot);
    }

    static byte[] frame(String line) {
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    static String line(byte[] frame) {
        return new String(frame, StandardCharsets.US_ASCII);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean answersInOrder() {
        return inOrder;
    }

    @Override
    public SessionLimits limits() {
        return LIMITS;
    }

    @Override
    public Set<Class<? extends DeviceCommand<?>>> commands() {
        return Set.of(RentBank.class, EjectBank.class, QueryInventory.class);
    }

    @Override
    public MessageCodec<String> codec() {
        return new MessageCodec<>() {
            @Override
            public String decode(byte[] frame, DecodeListener listener) {
                return line(frame);
            }

            @Override
            public String decodeDownlink(byte[] frame, DecodeListener listener) {
                return line(frame);
            }

            @Override
            public byte[] encode(String message) {
                return frame(message);
            }
        };
    }

    @Override
    public ProtocolSession<String> open(String remote) {
        return new Conversation(remote);
    }

    private static final class Conversation implements ProtocolSession<String> {
        private final String remote;
        private final Set<Integer> filled = new HashSet<>();
        private DeviceId device = new DeviceId(NAME, "nobody");

        Conversation(String remote) {
            this.remote = remote;
        }

        @Override
        public List<Effect<String>> onMessage(String message) {
            String[] words = message.split(" ");
            return switch (words[0]) {
                case "login" -> login(new DeviceId(NAME, words[1]));
                case "beat" -> List.of(new Effect.Send<>("beat"));
                case "return" -> returned(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                case "rented" -> rented(Integer.parseInt(words[1]), words[2].equals("ok"));
                case "ejected" -> ejected(Integer.parseInt(words[1]), words[2].equals("ok"));
                case "inventory" -> inventory(words);
                default -> List.of();
            };
        }

        private List<Effect<String>> login(DeviceId id) {
            device = id;
            return List.of(new Effect.Consult<>(
                    new Question.Login(id, remote),
                    decision -> decision.answer() instanceof Admission.Denied denied
                            ? List.of(new Effect.Send<>("denied"), new Effect.Close<>(denied.reason(), Duration.ZERO))
                            : List.of(new Effect.Identify<>(id), new Effect.Send<>("welcome"))));
        }

        private List<Effect<String>> returned(int number, int slot) {
            BankId bank = bank(device, number);
            String scope = "return/" + slot;
            Effect<String> judge = new Effect.Consult<>(
                    new Question.Return(device, slot, bank, null, false),
                    decision -> decision.answer() == ReturnVerdict.ACCEPTED
                            ? List.of(
                                    new Effect.Publish<>(new BankReturned(device, slot, bank, decision.by())),
                                    new Effect.Send<>("returned " + number + " " + decision.answer()))
                            : List.of(
                                    new Effect.Publish<>(
                                            new ReturnRejected(device, slot, bank, decision.answer(), decision.by())),
                                    new Effect.Forget<>(scope),
                                    new Effect.Send<>("returned " + number + " " + decision.answer())));
            Effect<String> first = number % 3 == 0
                    ? new Effect.Consult<>(new Question.Ownership(device, slot, bank), owned -> List.of(judge))
                    : judge;
            return List.of(new Effect.Once<>(new Effect.DedupKey(scope, bank.value(), DEDUP), List.of(first)));
        }

        private List<Effect<String>> rented(int slot, boolean ok) {
            if (!ok) {
                return List.of(new Effect.Refuse<>("rent/" + slot, "it says no", Safety.ONCE));
            }
            BankReleased released = new BankReleased(device, slot, inside(device, slot), BankReleased.Cause.RENT);
            return List.of(new Effect.Publish<>(released), new Effect.Answer<>("rent/" + slot, released, Safety.ONCE));
        }

        /** Said until it is noted. */
        private List<Effect<String>> ejected(int slot, boolean ok) {
            BankReleased released = new BankReleased(device, slot, inside(device, slot), BankReleased.Cause.EJECT);
            Effect<String> settled = ok
                    ? new Effect.Answer<>("eject/" + slot, released, Safety.ONCE)
                    : new Effect.Refuse<>("eject/" + slot, "it says no", Safety.ONCE);
            return List.of(new Effect.Once<>(
                    new Effect.DedupKey("eject/" + slot, String.valueOf(ok), DEDUP),
                    List.of(
                            new Effect.Publish<>(new UnknownMessage(device, "ejected", slot + " " + ok)),
                            settled,
                            new Effect.Send<>("noted " + slot))));
        }

        private List<Effect<String>> inventory(String[] words) {
            List<SlotReport> slots = new ArrayList<>(words.length);
            filled.clear();
            for (int i = 1; i < words.length; i++) {
                int slot = Integer.parseInt(words[i]);
                filled.add(slot);
                slots.add(new SlotReport(slot, SlotContent.BANK, inside(device, slot), null));
            }
            InventoryReported inventory = new InventoryReported(device, slots, true);
            List<Effect<String>> effects = new ArrayList<>(List.of(new Effect.Publish<>(inventory)));
            for (int slot = 1; slot <= RETURN_SLOTS; slot++) {
                effects.add(new Effect.Forget<>("return/" + slot)); // it is not listed, so it is free again
            }
            effects.add(new Effect.Answer<>("list", inventory, Safety.READ));
            return effects;
        }

        @Override
        public Optional<Ask<String>> onCommand(DeviceCommand<?> command) throws InvalidCommand {
            if (command instanceof RentBank rent) {
                return Optional.of(new Ask<>(
                        "rent " + rent.slot(), "rent/" + rent.slot(), REPLY, null, List.of(), "", () -> null));
            }
            if (command instanceof EjectBank eject) {
                if (!filled.contains(eject.slot())) {
                    throw new InvalidCommand("slot " + eject.slot() + " holds no bank");
                }
                return Optional.of(new Ask<>(
                        "eject " + eject.slot(),
                        "eject/" + eject.slot(),
                        REPLY,
                        null,
                        List.of("eject/" + eject.slot())));
            }
            return command instanceof QueryInventory
                    ? Optional.of(new Ask<>("list", "list", Duration.ofSeconds(2)))
                    : Optional.empty();
        }

        @Override
        public Optional<Prerequisite> prerequisite(DeviceCommand<?> command) {
            return command instanceof EjectBank
                    ? Optional.of(new Prerequisite(new QueryInventory(device), Duration.ofSeconds(10)))
                    : Optional.empty();
        }

        @Override
        public Optional<DeviceCommand<?>> stateQuery(DeviceCommand<?> unresolved) {
            return Optional.of(new QueryInventory(unresolved.device()));
        }
    }
}
