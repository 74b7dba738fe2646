package io.devicegateway.wosi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.Decision;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.ModelIdentified;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.QueryNetwork;
import io.devicegateway.api.QueryServer;
import io.devicegateway.api.QuerySimCard;
import io.devicegateway.api.QueryVersion;
import io.devicegateway.api.QueryVolume;
import io.devicegateway.api.Question;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.RestartDevice;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.api.Safety;
import io.devicegateway.api.SetServer;
import io.devicegateway.api.SetVolume;
import io.devicegateway.api.UpgradeSoftware;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Effect.DedupKey;
import io.devicegateway.protocol.Liveness;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.ProtocolSession.InvalidCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a session answers to each message, as plain values. How core performs it is in the transcripts. */
class WosiSessionTest {
    private static final int TOKEN = 0x11223344;
    private static final String SN = "WSTD081565222888";
    private static final DeviceId ID = new DeviceId("wosi", SN);
    private static final BankId BANK = new BankId("RL1A7C000052");
    private static final long BANK_BITS = 0x524C31417C000052L;
    private static final String REMOTE = "198.51.100.7:40000";

    // login

    @Test
    void aLoginIsPutToTheAuthorityFirst() throws MalformedFrame {
        Effect.Consult<WosiMessage, ?> consult =
                (Effect.Consult<WosiMessage, ?>) only(session().onMessage(login(SN)));
        assertThat(consult.question()).isEqualTo(new Question.Login(ID, REMOTE));
    }

    @Test
    void anAdmittedCabinetIsIdentifiedAnsweredAndAskedForItsInventory() throws MalformedFrame {
        assertThat(admit(session(), SN))
                .containsExactly(
                        new Effect.Identify<>(ID),
                        new Effect.Publish<>(
                                new ModelIdentified(ID, "WS", "TD", "08", "1565222888", "all-in-one cabinet, 8 slots")),
                        new Effect.Send<>(new WosiDownlink.LoginAnswer(TOKEN, 1)),
                        new Effect.Later<>(
                                "after-login-INVENTORY",
                                Duration.ofSeconds(1),
                                List.of(new Effect.Query<>(new QueryInventory(ID)))));
    }

    @Test
    void aNumberOfAnotherFormIsIdentifiedWithoutAModel() throws MalformedFrame {
        assertThat(admit(session(), "box-7"))
                .contains(new Effect.Identify<>(new DeviceId("wosi", "box-7")))
                .noneMatch(Effect.Publish.class::isInstance);
    }

    @Test
    void aDeniedCabinetIsToldAndClosedAndStaysUnidentified() throws MalformedFrame {
        ProtocolSession<WosiMessage> session = session();
        assertThat(decide(session.onMessage(login(SN)), new Admission.Denied("disabled: stolen")))
                .containsExactly(
                        new Effect.Send<>(new WosiDownlink.LoginAnswer(TOKEN, 0)),
                        new Effect.Close<>("disabled: stolen", Duration.ofSeconds(1)));
        assertThat(session.onMessage(new WosiUplink.ReturnReport(TOKEN, 1, BANK_BITS)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "'a b'",
        "a/b",
        "a:b",
        "123456789012345678901234567890123",
        "å",
        "0000000000000000",
        "00000000",
        "FFFFFFFFFFFFFFFF",
        "ffffffffffffffff"
    })
    void aNumberThatCannotBeAnIdIsRefusedWithAReason(String boxId) throws MalformedFrame {
        List<Effect<WosiMessage>> effects = session().onMessage(login(boxId));
        assertThat(effects.get(0)).isEqualTo(new Effect.Send<>(new WosiDownlink.LoginAnswer(TOKEN, 0)));
        assertThat(((Effect.Close<WosiMessage>) effects.get(1)).reason()).contains("BoxID");
    }

    @Test
    void theSignedSiblingIsRefusedWithAReason() throws MalformedFrame {
        List<Effect<WosiMessage>> effects = session().onMessage(new WosiUplink.SignedLogin(0x1234, SN));
        assertThat(effects.get(0)).isEqualTo(new Effect.Send<>(new WosiDownlink.LoginAnswer(0x1234, 0)));
        assertThat(((Effect.Close<WosiMessage>) effects.get(1)).reason())
                .contains("A0A0")
                .contains(SN);
    }

    @Test
    void beforeItsLoginOnlyHeartbeatsOfACabinetAreAnswered() throws MalformedFrame {
        ProtocolSession<WosiMessage> session = session();
        for (WosiUplink message : List.of(
                new WosiUplink.ReturnReport(TOKEN, 1, BANK_BITS),
                new WosiUplink.RentReply(1, 1, BANK_BITS),
                new WosiUplink.Unknown(0x83, new byte[9]))) {
            assertThat(session.onMessage(message)).isEmpty();
        }
        WosiMessage.Heartbeat heartbeat = new WosiMessage.Heartbeat(new byte[9]);
        assertThat(session.onMessage(heartbeat)).containsExactly(new Effect.Send<>(heartbeat));
    }

    @Test
    void theEchoOfTheSameHeartbeatIsMadeOnce() throws MalformedFrame {
        ProtocolSession<WosiMessage> session = session();
        WosiMessage.Heartbeat heartbeat = new WosiMessage.Heartbeat(new byte[9]);
        assertThat(session.onMessage(heartbeat)).isSameAs(session.onMessage(heartbeat));
    }

    // returns

    @Test
    void aReturnIsRecognisedByItsSlotAndBankAndJudgedOnce() throws MalformedFrame {
        Effect.Once<WosiMessage> once = returned(loggedIn(), BANK_BITS);
        assertThat(once.key()).isEqualTo(new DedupKey("return/1", "RL1A7C000052", Duration.ofSeconds(120)));
        Effect.Consult<WosiMessage, ?> consult =
                (Effect.Consult<WosiMessage, ?>) once.effects().get(0);
        assertThat(consult.question()).isEqualTo(new Question.Return(ID, 1, BANK, null, false));
        assertThat(once.effects().get(1))
                .isEqualTo(new Effect.Later<>(
                        "inventory-after-return",
                        Duration.ofSeconds(20),
                        List.of(new Effect.Query<>(new QueryInventory(ID)))));
    }

    @ParameterizedTest
    @CsvSource({"BANK_ABNORMAL, 2", "DUPLICATE, 3", "ILLEGAL_BANK, 4", "SLOT_OCCUPIED, 5"})
    void aReturnThatDoesNotStandIsSaidSo(ReturnVerdict verdict, int result) throws MalformedFrame {
        assertThat(decide(returned(loggedIn(), BANK_BITS).effects(), verdict))
                .containsExactly(
                        new Effect.Publish<>(new ReturnRejected(ID, 1, BANK, verdict, DecidedBy.AUTHORITY)),
                        new Effect.Send<>(new WosiDownlink.ReturnAnswer(TOKEN, 1, result)),
                        new Effect.Forget<>("release/1"));
    }

    @Test
    void aReturnThatStandsIsPublishedAndAnswered() throws MalformedFrame {
        assertThat(decide(returned(loggedIn(), BANK_BITS).effects(), ReturnVerdict.ACCEPTED))
                .containsExactly(
                        new Effect.Publish<>(new BankReturned(ID, 1, BANK, DecidedBy.AUTHORITY)),
                        new Effect.Send<>(new WosiDownlink.ReturnAnswer(TOKEN, 1, 1)),
                        new Effect.Forget<>("release/1"));
    }

    @Test
    void aReturnThatCannotBeJudgedIsForgottenAgain() throws MalformedFrame {
        assertThat(decide(returned(loggedIn(), BANK_BITS).effects(), ReturnVerdict.FAILED))
                .contains(
                        new Effect.Send<>(new WosiDownlink.ReturnAnswer(TOKEN, 1, 0)), new Effect.Forget<>("return/1"));
    }

    @Test
    void anUnreadableBankIsPutToNobody() throws MalformedFrame {
        Effect.Once<WosiMessage> once = returned(loggedIn(), TerminalId.NONE);
        assertThat(once.effects())
                .startsWith(
                        new Effect.Publish<>(
                                new ReturnRejected(ID, 1, null, ReturnVerdict.BANK_ABNORMAL, DecidedBy.GATEWAY)),
                        new Effect.Send<>(new WosiDownlink.ReturnAnswer(TOKEN, 1, 2)));
    }

    // replies

    @Test
    void aReleasedBankIsAnEventAReplyAndTheEndOfItsReturn() throws MalformedFrame {
        BankReleased released = new BankReleased(ID, 1, BANK, BankReleased.Cause.RENT);
        assertThat(loggedIn().onMessage(new WosiUplink.RentReply(1, 1, BANK_BITS)))
                .startsWith(
                        new Effect.Once<>(
                                new Effect.DedupKey("release/1", "RENT " + BANK, Duration.ofSeconds(120)),
                                List.of(new Effect.Publish<>(released), new Effect.Forget<>("return/1"))),
                        new Effect.Answer<>(new ReplyKey(FunctionCode.RENT, 1), released, Safety.ONCE))
                .last()
                .isInstanceOf(Effect.Later.class);
    }

    @Test
    void anInventoryForgetsTheReturnsOfEmptySlotsAndTheReleasesOfFullOnesOnce() throws MalformedFrame {
        ProtocolSession<WosiMessage> session = loggedIn();
        WosiUplink.InventoryReply inventory =
                new WosiUplink.InventoryReply(1, List.of(new WosiUplink.InventoryReply.Item(3, BANK_BITS, 2)), true);
        assertThat(forgotten(session.onMessage(inventory)))
                .containsExactlyInAnyOrder(
                        "release/3",
                        "return/0",
                        "return/1",
                        "return/2",
                        "return/4",
                        "return/5",
                        "return/6",
                        "return/7",
                        "return/8");
        assertThat(forgotten(session.onMessage(inventory))).isEmpty();
        session.onMessage(new WosiUplink.ReturnReport(TOKEN, 5, BANK_BITS));
        assertThat(forgotten(session.onMessage(inventory))).containsExactly("return/5");
    }

    @Test
    void anInventoryThatIsNotWholeProvesNoEmptiness() throws MalformedFrame {
        List<Effect<WosiMessage>> effects = loggedIn().onMessage(new WosiUplink.InventoryReply(3, List.of(), false));
        assertThat(forgotten(effects)).isEmpty();
        assertThat(effects.get(0)).isEqualTo(new Effect.Publish<>(new InventoryReported(ID, List.of(), false)));
    }

    @Test
    void theHeartbeatThatACabinetTellsIsWhatItIsMeasuredBy() throws MalformedFrame {
        ProtocolSession<WosiMessage> session = loggedIn();
        assertThat(session.onMessage(new WosiUplink.ServerReply("a", "1", 255)))
                .last()
                .isEqualTo(new Effect.Expect<>(new Liveness(Duration.ofSeconds(515), Duration.ofSeconds(775))));
        assertThat(session.onMessage(new WosiUplink.ServerReply("a", "1", 0)))
                .noneMatch(Effect.Expect.class::isInstance);
    }

    @Test
    void aShorterHeartbeatThatWasSetDoesNotHoldBeforeARestart() throws InvalidCommand, MalformedFrame {
        ProtocolSession<WosiMessage> session = loggedIn();
        session.onCommand(new SetServer(ID, "a", 1, 5));
        assertThat(session.onMessage(new WosiUplink.SetServerReply())).noneMatch(Effect.Expect.class::isInstance);
        assertThat(session.onMessage(new WosiUplink.ServerReply("a", "1", 5)))
                .noneMatch(Effect.Expect.class::isInstance);
    }

    // commands

    @Test
    void eachCommandHasItsMessageItsReplyKeyAndItsTime() throws InvalidCommand, MalformedFrame {
        assertThat(ask(new RentBank(ID, 3)))
                .isEqualTo(new Ask<>(
                        new WosiDownlink.Rent(3), new ReplyKey(FunctionCode.RENT, 3), Duration.ofSeconds(20)));
        assertThat(ask(new EjectBank(ID, 255)))
                .isEqualTo(new Ask<>(
                        new WosiDownlink.Eject(255), new ReplyKey(FunctionCode.EJECT, 255), Duration.ofSeconds(20)));
        assertThat(ask(new QueryInventory(ID)).message()).isEqualTo(new WosiDownlink.InventoryQuery());
        assertThat(ask(new QueryVersion(ID)).message()).isEqualTo(new WosiDownlink.VersionQuery());
        assertThat(ask(new QuerySimCard(ID)).message()).isEqualTo(new WosiDownlink.SimCardQuery());
        assertThat(ask(new QueryServer(ID)).message()).isEqualTo(new WosiDownlink.ServerQuery());
        assertThat(ask(new QueryVolume(ID)).message()).isEqualTo(new WosiDownlink.VolumeQuery());
        assertThat(ask(new RestartDevice(ID)).message()).isEqualTo(new WosiDownlink.Restart());
        assertThat(ask(new SetVolume(ID, 15)).message()).isEqualTo(new WosiDownlink.SetVolume(15));
        assertThat(ask(new SetServer(ID, "gw", 65_535, 255)).message())
                .isEqualTo(new WosiDownlink.SetServer("gw", "65535", 255));
        assertThat(ask(new UpgradeSoftware(ID, "ftp", 21, "f", "", "")).message())
                .isEqualTo(new WosiDownlink.Upgrade("ftp", "21", "f", "", ""));
        assertThat(ask(new QueryNetwork(ID)))
                .isEqualTo(new Ask<>(
                        new WosiDownlink.NetworkQuery(false),
                        new ReplyKey(FunctionCode.NETWORK, ReplyKey.NO_SLOT),
                        Duration.ofSeconds(10),
                        new WosiDownlink.NetworkQuery(true)));
    }

    @Test
    void aValueThatTheFrameCannotExpressIsRefusedBeforeItIsSent() throws MalformedFrame {
        for (DeviceCommand<?> command : List.of(
                new RentBank(ID, 0),
                new RentBank(ID, 256),
                new EjectBank(ID, -1),
                new SetVolume(ID, 16),
                new SetVolume(ID, -1),
                new SetServer(ID, "", 1, 30),
                new SetServer(ID, "a".repeat(256), 1, 30),
                new SetServer(ID, "服务器", 1, 30),
                new SetServer(ID, "a", 0, 30),
                new SetServer(ID, "a", 1, 256),
                new UpgradeSoftware(ID, "a", 70_000, "f", "u", "p"),
                new UpgradeSoftware(ID, "a", 21, "", "u", "p"))) {
            assertThatThrownBy(() -> loggedIn().onCommand(command))
                    .as("%s", command)
                    .isInstanceOf(InvalidCommand.class);
        }
    }

    @Test
    void aWrongPasswordIsNotRepeatedInTheMessage() throws MalformedFrame {
        assertThatThrownBy(() -> loggedIn().onCommand(new UpgradeSoftware(ID, "a", 21, "f", "u", "geheim\n")))
                .isInstanceOf(InvalidCommand.class)
                .hasMessage("password has a character at 6 that is not printable ASCII");
    }

    @Test
    void theInventoryTellsWhatBecameOfARentOrAnEjectAndOfNothingElse() throws MalformedFrame {
        ProtocolSession<WosiMessage> session = loggedIn();
        assertThat(session.stateQuery(new RentBank(ID, 1))).contains(new QueryInventory(ID));
        assertThat(session.stateQuery(new EjectBank(ID, 1))).contains(new QueryInventory(ID));
        assertThat(session.stateQuery(new RestartDevice(ID))).isEmpty();
    }

    private static ProtocolSession<WosiMessage> session() throws MalformedFrame {
        return new WosiProtocol(WosiSettings.DEFAULT).open(REMOTE);
    }

    private static ProtocolSession<WosiMessage> loggedIn() throws MalformedFrame {
        ProtocolSession<WosiMessage> session = session();
        admit(session, SN);
        return session;
    }

    private static List<Effect<WosiMessage>> admit(ProtocolSession<WosiMessage> session, String boxId)
            throws MalformedFrame {
        return decide(session.onMessage(login(boxId)), new Admission.Admitted());
    }

    private static WosiUplink login(String boxId) throws MalformedFrame {
        return new WosiUplink.Login(TOKEN, 0x55667788, 0x0233, boxId);
    }

    private static Effect.Once<WosiMessage> returned(ProtocolSession<WosiMessage> session, long terminal)
            throws MalformedFrame {
        return (Effect.Once<WosiMessage>) only(session.onMessage(new WosiUplink.ReturnReport(TOKEN, 1, terminal)));
    }

    private static Ask<WosiMessage> ask(DeviceCommand<?> command) throws InvalidCommand, MalformedFrame {
        return loggedIn().onCommand(command).orElseThrow();
    }

    private static List<String> forgotten(List<Effect<WosiMessage>> effects) throws MalformedFrame {
        List<String> scopes = new ArrayList<>();
        for (Effect<WosiMessage> effect : effects) {
            if (effect instanceof Effect.Forget<WosiMessage> forget) {
                scopes.add(forget.scope());
            }
        }
        return scopes;
    }

    @SuppressWarnings("unchecked")
    private static <A> List<Effect<WosiMessage>> decide(List<Effect<WosiMessage>> effects, A answer)
            throws MalformedFrame {
        return ((Effect.Consult<WosiMessage, A>) effects.get(0))
                .then()
                .apply(new Decision<>(answer, DecidedBy.AUTHORITY));
    }

    private static Effect<WosiMessage> only(List<Effect<WosiMessage>> effects) throws MalformedFrame {
        assertThat(effects).hasSize(1);
        return effects.get(0);
    }
}
