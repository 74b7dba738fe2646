package io.devicegateway.powerbank;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one side writes the other reads: random messages, in every spelling and variant. */
class RoundTripTest {
    private static final int ROUNDS = 20_000;

    private final PowerbankCodec codec = new PowerbankCodec(PowerbankSettings.DEFAULT);

    @ParameterizedTest
    @ValueSource(longs = {1, 20260102})
    void whatALockerWritesIsRead(long seed) throws MalformedFrame {
        RandomMessages random = new RandomMessages(seed);
        for (int i = 0; i < ROUNDS; i++) {
            LockerSpelling spelling = random.spelling();
            PowerbankUplink sent = random.uplink(spelling);
            byte[] frame = PowerbankUplinkEncoder.encode(sent, spelling);
            PowerbankUplink read = codec.decode(frame, DecodeListener.NONE);
            assertThat(withoutCheck(read))
                    .as("%s in %s", Vectors.text(frame), spelling)
                    .isEqualTo(sent);
            assertThat(read.check().matching().contains(spelling.variant()))
                    .as("%s in %s", Vectors.text(frame), spelling)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 20260103})
    void whatTheGatewayWritesIsReadByALocker(long seed) throws MalformedFrame {
        RandomMessages random = new RandomMessages(seed);
        LockerReader locker = new LockerReader();
        for (int i = 0; i < ROUNDS; i++) {
            PowerbankDownlink sent = random.downlink();
            String frame = Vectors.text(codec.encode(sent));
            assertThat(frame).endsWith("\"}\r\n");
            LockerReader.Line line = locker.read(
                    frame.substring(0, frame.length() - 2),
                    sent.imei(),
                    sent.dialect().variant());
            assertThat(line.understood()).as(frame).isTrue();
            PowerbankDownlink again = codec.decodeDownlink(Vectors.bytes(frame), DecodeListener.NONE);
            assertThat(PowerbankVectorsTest.inVariant(again, sent.dialect())).isEqualTo(sent);
        }
    }

    private static PowerbankUplink withoutCheck(PowerbankUplink message) {
        FrameCheck none = FrameCheck.UNREADABLE;
        return switch (message) {
            case PowerbankUplink.Heartbeat beat -> new PowerbankUplink.Heartbeat(beat.imei(), none);
            case PowerbankUplink.StatusReport report ->
                new PowerbankUplink.StatusReport(report.imei(), none, report.slots(), report.whole());
            case PowerbankUplink.OwnershipQuestion asked ->
                new PowerbankUplink.OwnershipQuestion(asked.imei(), none, asked.slot(), asked.bank());
            case PowerbankUplink.OutcomeReport report ->
                new PowerbankUplink.OutcomeReport(
                        report.imei(), none, report.outcome(), report.slot(), report.bank(), report.separator());
            case PowerbankUplink.Unknown unknown ->
                new PowerbankUplink.Unknown(unknown.imei(), none, unknown.command(), unknown.data());
        };
    }
}
