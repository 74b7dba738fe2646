package io.devicegateway.testing;

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
import io.devicegateway.api.UpgradeSoftware;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.Liveness;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.MessageCodec;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.SessionLimits;
import io.devicegateway.protocol.StreamProtocol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * A protocol of text lines with which core is tested: {@code login ID}, {@code beat}, {@code return SLOT BANK},
 * {@code rented SLOT ok|no BANK}, {@code ejected SLOT ok|no}, {@code inventory SLOT BANK …}, {@code pulse}, {@code away},
 * {@code back}, {@code odd}, {@code nonsense} from the device; {@code welcome}, {@code beat}, {@code returned SLOT VERDICT},
 * {@code rent SLOT}, {@code eject SLOT BANK}, {@code noted SLOT}, {@code list} to it.
 */
public final class PlainProtocol implements StreamProtocol<String> {
    private static final Duration DEDUP = Duration.ofSeconds(120);

    private final SessionLimits limits;

    public PlainProtocol() {
        this(new SessionLimits(
                Duration.ofSeconds(60),
                new Liveness(Duration.ofSeconds(65), Duration.ofSeconds(100)),
                Duration.ofMillis(100),
                4));
    }

    public PlainProtocol(SessionLimits limits) {
        this.limits = limits;
    }

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public Set<Class<? extends DeviceCommand<?>>> commands() {
        return Set.of(RentBank.class, EjectBank.class, QueryInventory.class, UpgradeSoftware.class);
    }

    @Override
    public SessionLimits limits() {
        return limits;
    }

    @Override
    public ProtocolSession<String> open(String remote) {
        return new Conversation(remote);
    }

    @Override
    public MessageCodec<String> codec() {
        return new MessageCodec<>() {
            @Override
            public String decode(byte[] frame, DecodeListener listener) throws MalformedFrame {
                String line = new String(frame, StandardCharsets.US_ASCII).strip();
                if (line.startsWith("?")) {
                    throw new MalformedFrame("bad-line", "a line does not begin with '?'");
                }
                return line;
            }

            @Override
            public String decodeDownlink(byte[] frame, DecodeListener listener) {
                return new String(frame, StandardCharsets.US_ASCII).strip();
            }

            @Override
            public byte[] encode(String message) {
                return (message + "\n").getBytes(StandardCharsets.US_ASCII);
            }
        };
    }

    @Override
    public Framing framing() {
        return new Framing() {
            @Override
            public Cut next(ByteBuffer in) {
                for (int i = in.position(); i < in.limit(); i++) {
                    if (in.get(i) == '\n') {
                        return new Cut.Frame(i - in.position() + 1);
                    }
                }
                return Cut.More.MORE;
            }

            @Override
            public int maxFrame() {
                return 1024;
            }

            @Override
            public Duration partialTimeout() {
                return Duration.ofSeconds(15);
            }
        };
    }

    private static final class Conversation implements ProtocolSession<String> {
        private final String remote;
        private final Map<Integer, String> banks = new HashMap<>();
        private DeviceId device = new DeviceId("plain", "nobody");

        Conversation(String remote) {
            this.remote = remote;
        }

        @Override
        public List<Effect<String>> onMessage(String message) throws MalformedFrame {
            StringTokenizer words = new StringTokenizer(message);
            return switch (words.nextToken()) {
                case "login" -> login(new DeviceId("plain", words.nextToken()));
                case "beat" -> List.of(new Effect.Send<>("beat"));
                case "return" -> returned(Integer.parseInt(words.nextToken()), new BankId(words.nextToken()));
                case "rented" -> rented(words);
                case "inventory" -> inventory(words);
                case "away" ->
                    List.of(new Effect.Expect<>(
                            new Liveness(Duration.ofSeconds(65), Duration.ofSeconds(600)), "it restarts"));
                case "back" ->
                    List.of(new Effect.Expect<>(new Liveness(Duration.ofSeconds(65), Duration.ofSeconds(100))));
                case "odd" ->
                    List.of(new Effect.Anomaly<>("odd-line", new DecodeListener.Label("an odd line", "奇怪的行")));
                case "pulse" -> List.of(new Effect.Beat<>(Duration.ofSeconds(90)));
                case "nonsense" -> throw new MalformedFrame("nonsense", "it makes no sense here");
                case "ejected" -> ejected(words);
                case "explode" -> throw new IllegalStateException("as the test wants");
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

        private List<Effect<String>> returned(int slot, BankId bank) {
            Effect<String> judge = new Effect.Consult<>(
                    new Question.Return(device, slot, bank, null, false),
                    decision -> decision.answer() == ReturnVerdict.ACCEPTED
                            ? List.of(
                                    new Effect.Publish<>(new BankReturned(device, slot, bank, decision.by())),
                                    new Effect.Send<>("returned " + slot + " " + decision.answer()))
                            : List.of(
                                    new Effect.Publish<>(
                                            new ReturnRejected(device, slot, bank, decision.answer(), decision.by())),
                                    new Effect.Forget<>("return/" + slot),
                                    new Effect.Send<>("returned " + slot + " " + decision.answer())));
            return List.of(
                    new Effect.Once<>(new Effect.DedupKey("return/" + slot, bank.value(), DEDUP), List.of(judge)));
        }

        private List<Effect<String>> rented(StringTokenizer words) {
            int slot = Integer.parseInt(words.nextToken());
            if (words.nextToken().equals("no")) {
                return List.of(new Effect.Refuse<>("rent/" + slot, "it says no", Safety.ONCE));
            }
            BankReleased released =
                    new BankReleased(device, slot, new BankId(words.nextToken()), BankReleased.Cause.RENT);
            return List.of(
                    new Effect.Publish<>(released),
                    new Effect.Forget<>("return/" + slot),
                    new Effect.Answer<>("rent/" + slot, released, Safety.ONCE));
        }

        /** Said until it is acknowledged: {@code ejected SLOT ok|no}. */
        private List<Effect<String>> ejected(StringTokenizer words) {
            int slot = Integer.parseInt(words.nextToken());
            String outcome = words.nextToken();
            BankReleased released = new BankReleased(device, slot, null, BankReleased.Cause.EJECT);
            Effect<String> settled = outcome.equals("ok")
                    ? new Effect.Answer<>("eject/" + slot, released, Safety.ONCE)
                    : new Effect.Refuse<>("eject/" + slot, "it says no", Safety.ONCE);
            return List.of(new Effect.Once<>(
                    new Effect.DedupKey("eject/" + slot, outcome, DEDUP),
                    List.of(
                            new Effect.Publish<>(new UnknownMessage(device, "ejected", outcome)),
                            settled,
                            new Effect.Send<>("noted " + slot))));
        }

        private List<Effect<String>> inventory(StringTokenizer words) {
            List<SlotReport> slots = new ArrayList<>();
            while (words.hasMoreTokens()) {
                int slot = Integer.parseInt(words.nextToken());
                slots.add(new SlotReport(slot, SlotContent.BANK, new BankId(words.nextToken()), null));
            }
            slots.forEach(report -> banks.put(report.slot(), String.valueOf(report.bank())));
            InventoryReported inventory = new InventoryReported(device, slots, true);
            return List.of(new Effect.Publish<>(inventory), new Effect.Answer<>("list", inventory, Safety.READ));
        }

        @Override
        public Optional<Ask<String>> onCommand(DeviceCommand<?> command) throws InvalidCommand {
            if (command instanceof RentBank rent) {
                if (rent.slot() < 1) {
                    throw new InvalidCommand("slot " + rent.slot() + " is not 1 or more");
                }
                return Optional.of(new Ask<>("rent " + rent.slot(), "rent/" + rent.slot(), Duration.ofSeconds(20)));
            }
            if (command instanceof EjectBank eject) {
                String bank = banks.get(eject.slot());
                if (bank == null) {
                    throw new InvalidCommand("slot " + eject.slot() + " holds no bank");
                }
                return Optional.of(new Ask<>(
                        "eject " + eject.slot() + " " + bank,
                        "eject/" + eject.slot(),
                        Duration.ofSeconds(20),
                        null,
                        List.of("eject/" + eject.slot())));
            }
            if (command instanceof UpgradeSoftware upgrade) {
                return Optional.of(new Ask<>("upgrade " + upgrade.password(), "upgrade", Duration.ofSeconds(5)));
            }
            return command instanceof QueryInventory
                    ? Optional.of(new Ask<>("list", "list", Duration.ofSeconds(5)))
                    : Optional.empty();
        }

        @Override
        public Optional<Prerequisite> prerequisite(DeviceCommand<?> command) {
            return command instanceof EjectBank
                    ? Optional.of(new Prerequisite(new QueryInventory(device), Duration.ofSeconds(60)))
                    : Optional.empty();
        }

        @Override
        public Optional<DeviceCommand<?>> stateQuery(DeviceCommand<?> unresolved) {
            return Optional.of(new QueryInventory(unresolved.device()));
        }
    }
}
