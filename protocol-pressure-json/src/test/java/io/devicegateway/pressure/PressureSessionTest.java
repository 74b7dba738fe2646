package io.devicegateway.pressure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.Acknowledged;
import io.devicegateway.api.Admission;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.Decision;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.PressureSamples;
import io.devicegateway.api.QueryLineFailures;
import io.devicegateway.api.QueryLocation;
import io.devicegateway.api.QueryMeasurement;
import io.devicegateway.api.QuerySimCard;
import io.devicegateway.api.QueryVersion;
import io.devicegateway.api.Question;
import io.devicegateway.api.RestartDevice;
import io.devicegateway.api.Safety;
import io.devicegateway.api.StartUpgrade;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Liveness;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.ProtocolSession;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The conversation as a state machine: messages in, effects out, plain values on both sides. */
class PressureSessionTest {
    private static final String IMEI = "865501040783269";
    private static final DeviceId ID = new DeviceId("pressure", IMEI);

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private final InstantSource clock = () -> now;
    private final PressureProtocol protocol = new PressureProtocol(PressureSettings.DEFAULT, clock);
    private final ProtocolSession<PressureMessage> session = protocol.open("198.51.100.1:40000");

    private List<Effect<PressureMessage>> says(String json) {
        try {
            return session.onMessage(protocol.codec().decode(json.getBytes(UTF_8), DecodeListener.NONE));
        } catch (MalformedFrame e) {
            throw new AssertionError(e);
        }
    }

    /** What follows when the authority answers so. */
    @SuppressWarnings("unchecked")
    private static List<Effect<PressureMessage>> answered(List<Effect<PressureMessage>> effects, Admission answer) {
        assertThat(effects).singleElement().isInstanceOf(Effect.Consult.class);
        var consult = (Effect.Consult<PressureMessage, Admission>) effects.get(0);
        Function<Decision<Admission>, List<Effect<PressureMessage>>> then = consult.then();
        return then.apply(new Decision<>(answer, DecidedBy.AUTHORITY));
    }

    private void identify() {
        answered(says("{\"cmd\":\"ping\",\"IMEI\":\"" + IMEI + "\"}"), new Admission.Admitted());
    }

    @Test
    void theFirstImeiAsksAndThenIdentifies() {
        List<Effect<PressureMessage>> effects = says("{\"cmd\":\"ping\",\"IMEI\":\"" + IMEI + "\"}");
        assertThat(effects)
                .singleElement()
                .isInstanceOfSatisfying(
                        Effect.Consult.class,
                        consult ->
                                assertThat(consult.question()).isEqualTo(new Question.Login(ID, "198.51.100.1:40000")));
        assertThat(answered(effects, new Admission.Admitted()))
                .containsExactly(new Effect.Identify<>(ID), new Effect.Send<>(new PressureDownlink.Pong()));
        assertThat(says("{\"cmd\":\"ping\",\"IMEI\":\"" + IMEI + "\"}"))
                .containsExactly(new Effect.Send<>(new PressureDownlink.Pong()));
    }

    @Test
    void aDeniedModuleIsNotHeardAnyMore() {
        assertThat(answered(says("{\"cmd\":\"ping\",\"IMEI\":\"" + IMEI + "\"}"), new Admission.Denied("not ours")))
                .containsExactly(new Effect.Close<>("not ours", Duration.ofSeconds(1)));
        assertThat(says("{\"cmd\":\"ping\",\"IMEI\":\"" + IMEI + "\"}")).isEmpty();
        assertThat(says("{\"cmd\":\"ping\",\"IMEI\":\"865501040783277\"}")).isEmpty();
    }

    @Test
    void anotherImeiIsAnAnomalyAndAnotherModule() {
        identify();
        List<Effect<PressureMessage>> effects =
                answered(says("{\"cmd\":\"ping\",\"IMEI\":\"865501040783277\"}"), new Admission.Admitted());
        assertThat(effects).hasSize(3);
        assertThat(effects.get(0))
                .isInstanceOfSatisfying(
                        Effect.Anomaly.class,
                        anomaly -> assertThat(anomaly.kind()).isEqualTo("imei-changed"));
        assertThat(effects.get(1)).isEqualTo(new Effect.Identify<>(new DeviceId("pressure", "865501040783277")));
    }

    @Test
    void aPushIsPublishedAndAcknowledgedOnce() {
        identify();
        List<Effect<PressureMessage>> effects = says("{\"cmd\":\"push_msg\",\"packnum\":33,\"data0\":\"0001\"}");
        assertThat(effects).hasSize(1);
        var once = (Effect.Once<PressureMessage>) effects.get(0);
        assertThat(once.key().scope()).isEqualTo("push_msg/1");
        assertThat(once.key().window()).isEqualTo(Duration.ofMinutes(10));
        assertThat(once.effects()).hasSize(2);
        assertThat(((Effect.Publish<PressureMessage>) once.effects().get(0)).event())
                .isInstanceOf(PressureSamples.class);
        assertThat(once.effects().get(1))
                .isEqualTo(new Effect.Send<>(new PressureDownlink.PushMsgAck(new JsonText("33", false))));
    }

    @Test
    void whatKeepsReportsApart() {
        identify();
        Effect.DedupKey one = key("{\"cmd\":\"push_msg\",\"packnum\":\"1\",\"data0\":\"0001\"}");
        assertThat(key("{\"cmd\":\"push_msg\",\"packnum\":\"1\",\"data0\":\"0001\"}"))
                .isEqualTo(one);
        assertThat(key("{\"cmd\":\"push_msg\",\"packnum\":\"1\",\"data0\":\"0002\"}"))
                .isNotEqualTo(one)
                .satisfies(key -> assertThat(key.scope()).isEqualTo(one.scope()));
        assertThat(key("{\"cmd\":\"push_msg\",\"packnum\":\"2\",\"data0\":\"0001\"}")
                        .scope())
                .isNotEqualTo(one.scope());
        assertThat(key("{\"cmd\":\"push_msg\",\"packnum\":\"x\",\"data0\":\"0001\"}")
                        .scope())
                .startsWith("push_msg/");
        assertThat(key("{\"cmd\":\"push_msg\",\"data0\":\"0001\"}").scope()).isEqualTo("push_msg");
        assertThat(key("{\"cmd\":\"push_online\",\"packnum\":\"1\"}").scope()).isEqualTo("push_online");
    }

    private Effect.DedupKey key(String json) {
        return ((Effect.Once<PressureMessage>) says(json).get(0)).key();
    }

    @Test
    void aQueryIsLinkedForThirtySeconds() {
        identify();
        says("{\"cmd\":\"query_msg_ack\",\"result\":\"true\"}");
        now = now.plusSeconds(30);
        assertThat(samples("{\"cmd\":\"push_msg\",\"packnum\":\"1\"}").requested())
                .isTrue();
        assertThat(samples("{\"cmd\":\"push_msg\",\"packnum\":\"2\"}").requested())
                .isFalse();
        says("{\"cmd\":\"query_msg_ack\",\"result\":\"true\"}");
        now = now.plusSeconds(31);
        assertThat(samples("{\"cmd\":\"push_msg\",\"packnum\":\"3\"}").requested())
                .isFalse();
        says("{\"cmd\":\"query_msg_ack\",\"result\":\"false\"}");
        assertThat(samples("{\"cmd\":\"push_msg\",\"packnum\":\"4\"}").requested())
                .isFalse();
    }

    private PressureSamples samples(String json) {
        var once = (Effect.Once<PressureMessage>) says(json).get(0);
        return (PressureSamples)
                ((Effect.Publish<PressureMessage>) once.effects().get(0)).event();
    }

    @Test
    void anUpgradeExplainsTheSilenceForTenMinutes() {
        identify();
        assertThat(says("{\"cmd\":\"update_ack\",\"result\":\"true\"}"))
                .containsExactly(
                        new Effect.Answer<>(ReplyKey.UPGRADE, new Acknowledged(ID), Safety.ONCE),
                        new Effect.Expect<>(
                                new Liveness(Duration.ofSeconds(125), Duration.ofMinutes(10)),
                                "the module upgrades its software"),
                        new Effect.Later<>(
                                "upgrade-grace",
                                Duration.ofMinutes(10),
                                List.of(new Effect.Expect<>(
                                        new Liveness(Duration.ofSeconds(125), Duration.ofSeconds(180))))));
    }

    @Test
    void commandsAreInTheDocumentsWords() throws ProtocolSession.InvalidCommand {
        Duration query = Duration.ofSeconds(10);
        assertThat(ask(new QuerySimCard(ID)))
                .isEqualTo(new Ask<>(new PressureDownlink.InfoQuery(null), ReplyKey.SIM_CARD, query));
        assertThat(ask(new QueryLocation(ID)))
                .isEqualTo(new Ask<>(new PressureDownlink.InfoQuery(null), ReplyKey.LOCATION, query));
        assertThat(ask(new QueryLineFailures(ID)))
                .isEqualTo(new Ask<>(new PressureDownlink.InfoQuery(null), ReplyKey.LINE_FAILURES, query));
        assertThat(ask(new QueryVersion(ID)))
                .isEqualTo(new Ask<>(new PressureDownlink.VersionQuery(IMEI), ReplyKey.VERSION, query));
        assertThat(ask(new QueryMeasurement(ID)))
                .isEqualTo(new Ask<>(new PressureDownlink.QueryMsg(IMEI), ReplyKey.MEASUREMENT, query));
        assertThat(ask(new StartUpgrade(ID)))
                .isEqualTo(new Ask<>(new PressureDownlink.Update(IMEI), ReplyKey.UPGRADE, Duration.ofSeconds(20)));
        assertThat(session.onCommand(new RestartDevice(ID))).isEmpty();
        assertThat(session.stateQuery(new StartUpgrade(ID))).isEmpty();
    }

    private Ask<PressureMessage> ask(DeviceCommand<?> command) throws ProtocolSession.InvalidCommand {
        return session.onCommand(command).orElseThrow();
    }

    @Test
    void aMessageOfTheServerIsNoMessageOfAModule() {
        assertThatThrownBy(() -> session.onMessage(new PressureDownlink.Pong()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Pong");
    }
}
