package io.devicegateway.powerbank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.Admission;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.Decision;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.Question;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.api.SetVolume;
import io.devicegateway.api.WireProfile;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.ProtocolSession.InvalidCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The conversation as a state machine: messages in, effects out. */
class PowerbankSessionTest {
    private static final String IMEI = Frames.IMEI;
    private static final DeviceId DEVICE = new DeviceId("powerbank", IMEI);
    private static final Crc16Variant XMODEM = Crc16Variant.parse("XMODEM/body/low");
    private static final PowerbankSettings STRICT =
            PowerbankSettings.DEFAULT.with(PowerbankSettings.Crc.DEFAULT.withStrict(true));

    /** A session, and what a frame leads to when every question is answered yes. */
    private static final class Talk {
        private final PowerbankProtocol protocol;
        private final ProtocolSession<PowerbankMessage> session;

        Talk(PowerbankSettings settings, String known) {
            protocol = new PowerbankProtocol(settings, device -> Optional.ofNullable(known));
            session = protocol.open("test");
        }

        List<Effect<PowerbankMessage>> says(byte[] frame) throws MalformedFrame {
            List<Effect<PowerbankMessage>> all = new ArrayList<>();
            follow(session.onMessage(protocol.codec().decode(frame, DecodeListener.NONE)), all);
            return all;
        }

        private void follow(List<Effect<PowerbankMessage>> effects, List<Effect<PowerbankMessage>> all) {
            for (Effect<PowerbankMessage> effect : effects) {
                all.add(effect);
                if (effect instanceof Effect.Once<PowerbankMessage> once) {
                    follow(once.effects(), all);
                } else if (effect instanceof Effect.Consult<PowerbankMessage, ?> consult) {
                    follow(answer(consult), all);
                }
            }
        }

        @SuppressWarnings("unchecked")
        private static <A> List<Effect<PowerbankMessage>> answer(Effect.Consult<PowerbankMessage, A> consult) {
            Object answer = switch (consult.question()) {
                case Question.Login login -> new Admission.Admitted();
                case Question.Ownership ownership -> Boolean.TRUE;
                case Question.Return returned -> ReturnVerdict.ACCEPTED;
            };
            return consult.then().apply(new Decision<>((A) answer, DecidedBy.AUTHORITY));
        }
    }

    private static <E> List<E> only(List<Effect<PowerbankMessage>> effects, Class<E> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void theFirstFrameIdentifiesAndLaterHeartbeatsOnlyBeat() throws MalformedFrame {
        Talk talk = new Talk(PowerbankSettings.DEFAULT, null);
        List<Effect<PowerbankMessage>> first = talk.says(Frames.of(IMEI + ",CH"));
        assertThat(only(first, Effect.Identify.class)).containsExactly(new Effect.Identify<>(DEVICE));
        assertThat(only(first, Effect.Send.class)).isEmpty();
        List<Effect<PowerbankMessage>> second = talk.says(Frames.of(IMEI + ",CH"));
        assertThat(second).hasSize(1).allMatch(effect -> effect instanceof Effect.Beat);
    }

    @Test
    void whatWasFoundIsSaidOnceAndAgainWhenItChanges() throws MalformedFrame {
        Talk talk = new Talk(PowerbankSettings.DEFAULT, null);
        assertThat(profiles(talk.says(Frames.of(IMEI + ",CH", XMODEM)))).isEmpty();
        assertThat(profiles(talk.says(Frames.of(IMEI + ",MQ,1,B1", XMODEM)))).containsExactly("XMODEM/body/low");
        assertThat(profiles(talk.says(Frames.of(IMEI + ",CH", XMODEM)))).isEmpty();
        assertThat(profiles(talk.says(Frames.of(IMEI + ",CH")))).isEmpty();
        assertThat(profiles(talk.says(Frames.of(IMEI + ",MQ,1,B1")))).containsExactly("MODBUS/body/high");
    }

    @Test
    void whatIsKnownAlreadyIsNotSaid() throws MalformedFrame {
        Talk talk = new Talk(PowerbankSettings.DEFAULT, "XMODEM/body/low");
        assertThat(profiles(talk.says(Frames.of(IMEI + ",CH", XMODEM)))).isEmpty();
        assertThat(profiles(talk.says(Frames.of(IMEI + ",MQ,1,B1", XMODEM)))).isEmpty();
    }

    @Test
    void whatAnOperatorFixedIsSaid() throws MalformedFrame {
        PowerbankSettings fixed = PowerbankSettings.DEFAULT.with(
                PowerbankSettings.Crc.DEFAULT.with(PowerbankSettings.CrcMode.FIXED, XMODEM));
        List<Effect<PowerbankMessage>> effects = new Talk(fixed, null).says(Frames.of(IMEI + ",CH"));
        assertThat(profiles(effects)).containsExactly("XMODEM/body/low");
        assertThat(only(effects, Effect.Anomaly.class)).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.kind()).isEqualTo("other-checksum");
            assertThat(anomaly.detail().en()).contains("MODBUS/body/high", "XMODEM/body/low");
        });
    }

    private static List<String> profiles(List<Effect<PowerbankMessage>> effects) {
        return only(effects, Effect.Publish.class).stream()
                .filter(publish -> publish.event() instanceof WireProfile)
                .map(publish -> ((WireProfile) publish.event()).name())
                .toList();
    }

    /** A locker of each variant, pinned, then each frame with each of its bits wrong, one at a time. */
    @Test
    void everySingleBitErrorIsFoundInStrictMode() {
        String[] bodies = {
            IMEI + ",CH",
            IMEI + ",AQ,1.FU.0123456789;2.EM;3.ER;",
            IMEI + ",MQ,1,0123456789",
            IMEI + ",MC,RO.2,0123456789",
            IMEI + ",MR,BF.3.0123456789"
        };
        for (Crc16Variant variant : Crc16Variant.ALL) {
            for (String body : bodies) {
                byte[] frame = Frames.of(body, variant);
                int check = frame.length - 8;
                for (int bit = 0; bit < frame.length * 8; bit++) {
                    byte[] wrong = frame.clone();
                    wrong[bit / 8] ^= (byte) (1 << bit % 8);
                    boolean sameHexDigit = bit / 8 >= check
                            && bit / 8 < check + 4
                            && Character.digit(wrong[bit / 8], 16) == Character.digit(frame[bit / 8], 16);
                    boolean lineEnd = bit / 8 >= frame.length - 2;
                    if (!sameHexDigit && !lineEnd) {
                        assertThat(isTaken(variant, wrong))
                                .as("%s in %s", Vectors.text(wrong), variant)
                                .isFalse();
                    }
                }
            }
        }
    }

    /** Through framing, codec and a strict session that knows what the device speaks. */
    private static boolean isTaken(Crc16Variant variant, byte[] bytes) {
        Talk talk = new Talk(STRICT, variant.toString());
        try {
            talk.says(Frames.of(IMEI + ",CH", variant));
        } catch (MalformedFrame e) {
            throw new AssertionError(e);
        }
        Stream stream = new Stream(talk.protocol.framing()).feed(bytes);
        for (String frame : stream.frames()) {
            try {
                talk.says(Vectors.bytes(frame));
                return true;
            } catch (MalformedFrame e) {
                // Found.
            }
        }
        return false;
    }

    @Test
    void aStrictSessionDropsWhatFitsAnotherVariant() throws MalformedFrame {
        Talk talk = new Talk(STRICT, "XMODEM/body/low");
        assertThatThrownBy(() -> talk.says(Frames.of(IMEI + ",CH")))
                .isInstanceOfSatisfying(
                        MalformedFrame.class, e -> assertThat(e.kind()).isEqualTo("bad-checksum"))
                .hasMessageContaining("MODBUS/body/high")
                .hasMessageContaining("the device speaks XMODEM/body/low");
        assertThat(talk.says(Frames.of(IMEI + ",CH", XMODEM))).isNotEmpty();
    }

    @Test
    void aConnectionChangesHandsOnlyOnASoundFrame() throws MalformedFrame {
        Talk talk = new Talk(PowerbankSettings.DEFAULT, null);
        talk.says(Frames.of(IMEI + ",CH"));
        byte[] unsound = Vectors.bytes("{\"865501040783270,CH,0000\"}\r\n");
        assertThatThrownBy(() -> talk.says(unsound))
                .isInstanceOfSatisfying(
                        MalformedFrame.class, e -> assertThat(e.kind()).isEqualTo("foreign-imei"))
                .hasMessageContaining("865501040783270")
                .hasMessageContaining(IMEI);
        List<Effect<PowerbankMessage>> effects = talk.says(Frames.of("865501040783270,CH"));
        assertThat(only(effects, Effect.Identify.class))
                .containsExactly(new Effect.Identify<>(new DeviceId("powerbank", "865501040783270")));
        assertThat(only(effects, Effect.Anomaly.class))
                .singleElement()
                .satisfies(anomaly -> assertThat(anomaly.kind()).isEqualTo("imei-change"));
    }

    @Test
    void aStrictConnectionChangesHandsOnlyOnACheckThatCoversTheImei() throws MalformedFrame {
        Crc16Variant tail = Crc16Variant.parse("MODBUS/cmd+data/high");
        Talk talk = new Talk(STRICT, null);
        talk.says(Frames.of(IMEI + ",CH", tail));
        assertThatThrownBy(() -> talk.says(Frames.of("865501040783270,CH", tail)))
                .isInstanceOf(MalformedFrame.class);
        assertThat(talk.says(Frames.of("865501040783270,CH"))).isNotEmpty();
    }

    @Test
    void commandsAreRefusedWithWhatIsWrong() throws MalformedFrame, InvalidCommand {
        Talk talk = new Talk(PowerbankSettings.DEFAULT, null);
        talk.says(Frames.of(IMEI + ",CH"));
        assertThatThrownBy(() -> talk.session.onCommand(new RentBank(DEVICE, 1)))
                .isInstanceOf(InvalidCommand.class)
                .hasMessageContaining("query its inventory first");
        talk.says(Frames.of(IMEI + ",AQ,1.EM;2.EM.B2;3.ER.B3;"));
        assertInvalid(talk, 1, "EM without a bank's number");
        assertInvalid(talk, 2, "EM with bank B2");
        assertInvalid(talk, 3, "ER with bank B3");
        assertInvalid(talk, 4, "slot 4 is not 1 to 3");
        talk.says(Frames.of(IMEI + ",AQ,1.FU.b1;"));
        assertInvalid(talk, 2, "does not report a slot 2");
        assertThat(talk.session.onCommand(new RentBank(DEVICE, 1))).isPresent();
        assertThat(talk.session.onCommand(new SetVolume(DEVICE, 1))).isEmpty();
        assertThat(talk.session.prerequisite(new RentBank(DEVICE, 1))).isPresent();
        assertThat(talk.session.prerequisite(new RentBank(DEVICE, 4))).isEmpty();
        assertThat(talk.session.prerequisite(new QueryInventory(DEVICE))).isEmpty();
        assertThat(talk.session.stateQuery(new RentBank(DEVICE, 1))).contains(new QueryInventory(DEVICE));
    }

    private static void assertInvalid(Talk talk, int slot, String words) {
        assertThatThrownBy(() -> talk.session.onCommand(new RentBank(DEVICE, slot)))
                .isInstanceOf(InvalidCommand.class)
                .hasMessageContaining(words);
    }
}
