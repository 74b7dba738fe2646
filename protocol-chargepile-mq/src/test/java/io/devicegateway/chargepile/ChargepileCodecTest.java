package io.devicegateway.chargepile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devicegateway.chargepile.ChargepileCommand.Period;
import io.devicegateway.chargepile.ChargepileCommand.QrCode;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tolerated, what is refused, and what is written (002; the decisions C1 to C26 are in the protocol's page). */
final class ChargepileCodecTest {
    private static final String HEAD = "192.168.1.1,API:2.0.2,";
    private static final String PILE = "3301020000000001";
    private static final String AT = ",1523232000000," + PILE;

    private ChargepileCodec codec = new ChargepileCodec(ChargepileSettings.DEFAULT);
    private Explained explained = new Explained();

    // what every line begins with

    @Test
    void aRestartIsRead() throws MalformedFrame {
        assertThat(read(HEAD + "108" + AT + ",2"))
                .isEqualTo(new ChargepileMessage(
                        new ChargepileHeader("192.168.1.1", "API:2.0.2", 1523232000000L, PILE),
                        new ChargepileCommand.Restart(2)));
        assertThat(explained.kinds()).isEmpty();
        assertThat(explained.first("Command").orElseThrow().meaning().zh()).isEqualTo("重启电桩");
    }

    @ParameterizedTest
    @CsvSource({
        "1523232000000, 2018-04-09T00:00:00Z",
        "1523232000, 2018-04-09T00:00:00Z",
        "1523232000123, 2018-04-09T00:00:00.123Z",
        "152323200, ",
        "15232320000000, ",
        "0, "
    })
    void timestampsOfTenAndThirteenDigitsAreTimes(String written, Instant time) throws MalformedFrame {
        ChargepileHeader header = read(HEAD + "105," + written + "," + PILE).header();

        assertThat(header.timestamp()).isEqualTo(Long.parseLong(written));
        assertThat(header.sentAt().orElse(null)).isEqualTo(time);
        if (time == null) {
            assertThat(explained.kinds()).containsExactly("timestamp");
        } else if (written.length() == 10) {
            assertThat(explained.kinds()).containsExactly("timestamp-seconds");
        } else {
            assertThat(explained.kinds()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"100,1523232000000", "100,1523232000000,", "100,1523232000000, "})
    void aHeartbeatMayNameNoPile(String tail) throws MalformedFrame {
        assertThat(read(HEAD + tail).header().pile()).isEmpty();
        assertThat(explained.kinds()).contains("no-pile");
    }

    @Test
    void nothingElseMayNameNoPile() {
        assertThat(refused(HEAD + "105,1523232000000")).isEqualTo("short-line");
        assertThat(refused(HEAD + "105,1523232000000,")).isEqualTo("bad-pile");
        assertThat(refused(HEAD + "105,1523232000000,a/b")).isEqualTo("bad-pile");
    }

    @Test
    void anUnknownCommandKeepsItsData() throws MalformedFrame {
        assertThat(read(HEAD + "115" + AT + ",a, b,,\"c").command())
                .isEqualTo(new ChargepileCommand.Unknown(115, "a, b,,\"c"));
        assertThat(explained.kinds()).containsExactly("unknown-command");
        assertThat(read(HEAD + "99" + AT).command()).isEqualTo(new ChargepileCommand.Unknown(99, ""));
        assertThat(read(HEAD + "2147483647" + AT).command().code()).isEqualTo(Integer.MAX_VALUE);
        assertThat(refused(HEAD + "2147483648" + AT)).isEqualTo("bad-number");
        assertThat(refused(HEAD + "-1" + AT)).isEqualTo("bad-number");
        assertThat(refused(HEAD + "start" + AT)).isEqualTo("bad-number");
    }

    // around the line

    @ParameterizedTest
    @CsvSource({
        "'\uFEFF%s', byte-order-mark",
        "'%s\r\n', line-end",
        "'%s\n', line-end",
        "'%s\0', line-end",
        "'%s,', trailing-comma",
        "'%s, ', trailing-comma",
        "'  %s', blanks"
    })
    void whatSurroundsALineIsPassedOver(String form, String kind) throws MalformedFrame {
        assertThat(read(form.replace("%s", HEAD + "108" + AT + ",2")).command())
                .isEqualTo(new ChargepileCommand.Restart(2));
        assertThat(explained.kinds()).containsExactly(kind);
    }

    @Test
    void moreFieldsThanTheDocumentHasAreRefusedWhereSomethingIsAtStake() throws MalformedFrame {
        assertThat(read(HEAD + "103" + AT + ",2,more,and more").command())
                .isEqualTo(new ChargepileCommand.ReservationQuery(2));
        assertThat(explained.kinds()).containsExactly("extra-fields");
        assertThat(refused(HEAD + "108" + AT + ",2,more")).isEqualTo("field-count");
        assertThat(refused(HEAD + "108" + AT + ",2,,")).isEqualTo("field-count");
        assertThat(refused(HEAD + "107" + AT + ",30,90,1")).isEqualTo("field-count");
        assertThat(refused(HEAD + "114" + AT + ",V1,R,/a,1024,1")).isEqualTo("field-count");
    }

    @Test
    void offsetsCountBytes() throws MalformedFrame {
        read("\uFEFF站点,API:2.0.2,108" + AT + ",2");

        Explained.Field ip = explained.first("IP").orElseThrow();
        assertThat(ip.offset()).isEqualTo(3);
        assertThat(ip.length()).isEqualTo(6);
        assertThat(explained.first("Command").orElseThrow().offset()).isEqualTo(3 + 6 + 1 + 9 + 1);
    }

    @Test
    void whatIsNoLineIsRefused() {
        assertThat(refused("")).isEqualTo("empty");
        assertThat(refused("\r\n")).isEqualTo("empty");
        assertThat(refused("\uFEFF ")).isEqualTo("empty");
        assertThat(refused("hello")).isEqualTo("short-line");
        assertThat(refused(HEAD + "105" + AT + "\n" + HEAD + "105" + AT)).isEqualTo("several-lines");
        assertThat(refused(HEAD + "108" + AT + "," + "1".repeat(65_536))).isEqualTo("too-long");
        MalformedFrame failure = catchThrowableOfType(
                MalformedFrame.class, () -> codec.decode(new byte[] {'a', (byte) 0xff}, DecodeListener.NONE));
        assertThat(failure.kind()).isEqualTo("charset");
    }

    @Test
    void aMissingFieldIsNamed() {
        assertThatThrownBy(() -> read(HEAD + "107" + AT + ",30"))
                .isInstanceOf(MalformedFrame.class)
                .hasMessage("the line ends after 6 fields; field 7, Timeout (s), is missing");
        assertThatThrownBy(() -> read(HEAD + "107" + AT + ",30,"))
                .isInstanceOf(MalformedFrame.class)
                .hasMessageContaining("field 7, Timeout (s), at byte 60 is empty");
        assertThatThrownBy(() -> read(HEAD + "107" + AT + ",30.5,90"))
                .hasMessageContaining("is '30.5', which is no whole number");
        assertThat(refused(HEAD + "107" + AT + ",30,2147483648")).isEqualTo("bad-number");
    }

    @Test
    void anotherCharset() throws MalformedFrame {
        Charset gbk = Charset.forName("GBK");
        ChargepileSettings.Wire wire = ChargepileSettings.Wire.DEFAULT;
        ChargepileCodec other = new ChargepileCodec(ChargepileSettings.DEFAULT.with(new ChargepileSettings.Wire(
                gbk,
                wire.maxLine(),
                true,
                wire.zone(),
                wire.timestampUnit(),
                wire.reservationUnit(),
                wire.rateTime())));
        String line = HEAD + "114" + AT + ",V1,记录,/固件.bin,1024";
        ChargepileMessage message = other.decode(line.getBytes(gbk), explained);

        assertThat(message.command()).isEqualTo(new ChargepileCommand.PackageUpgrade("V1", "记录", "/固件.bin", 1024));
        assertThat(other.encode(message)).isEqualTo(line.getBytes(gbk));
    }

    // 101

    @Test
    void aChargeForTwoPilesIsRefusedUnlessToldOtherwise() throws MalformedFrame {
        String line = HEAD + "101" + AT + ",1,3301020000000002,1,U1,1,2,3,O1";
        assertThat(refused(line)).isEqualTo("pile-mismatch");

        ChargepileCodec lenient = new ChargepileCodec(
                ChargepileSettings.DEFAULT.with(ChargepileSettings.Wire.DEFAULT.withRejectMismatch(false)));
        assertThat(lenient.decode(line.getBytes(UTF_8), explained).header().pile())
                .isEqualTo(PILE);
        assertThat(explained.kinds()).containsExactly("pile-mismatch");
    }

    /** Money follows from each of them: nothing is guessed. */
    @ParameterizedTest
    @CsvSource({
        "'1,%s,1,U1,100,100,0,', missing-value",
        "'1,%s,1,U1,100,100,0,,', missing-value",
        "'1,%s,1,U1,100,100,0,   ', missing-value",
        "'1,%s,1,U1,100,100,0,null', missing-value",
        "'1,%s,1,U1,100,100,0,0', missing-value",
        "'1,%s,1,,100,100,0,O1', missing-value",
        "'3,%s,1, ,100,100,0,O1', missing-value",
        "'3,%s,1,NULL,100,100,0,O1', missing-value",
        "'1,%s,-1,U1,100,100,0,O1', out-of-range",
        "'1,%s,2147483648,U1,100,100,0,O1', bad-number",
        "'1,%s,1,U1,-1,100,0,O1', out-of-range",
        "'1,%s,1,U1,100,-1,0,O1', out-of-range",
        "'1,%s,1,U1,100,4294967296,0,O1', bad-number",
        "'1,%s,1,U1,100,4294967295,0,O1', bad-number",
        "'1,%s,1,U1,100,100,-1,O1', out-of-range",
        "'1,%s,1,U1,100,100,10.50,O1', bad-number",
        "'1,%s,1,U1,100,,0,O1', bad-number",
        "'1,%s,1,U,1,100,100,7,O1', field-count",
        "'1,%s,1,U1,100,100,0,O1,0', field-count",
        "'1,%s,1,U1,100,100,0,O1,,', field-count",
        "'1,%s,1,U1,100,100,0', short-line",
        "'2,%s,1,U1,100,100,0,', missing-value",
        "'4,%s,1,U1,100,100,0,O1,x', field-count"
    })
    void aChargeThatNobodyCanBillIsRefused(String data, String kind) {
        assertThat(refused(HEAD + "101" + AT + "," + data.replace("%s", PILE))).isEqualTo(kind);
    }

    @Test
    void aChargeMayHaveTakenItsAccountBelowZero() throws MalformedFrame {
        assertThat(read(HEAD + "101" + AT + ",2," + PILE + ",1,U1,-1,2,3,O1").command())
                .isEqualTo(new ChargepileCommand.Charge(2, PILE, 1, "U1", -1, 2, 3, "O1"));
    }

    @ParameterizedTest
    @CsvSource({
        "'102', '1,,1,1523235600,1523239200', missing-value",
        "'102', '1,U1,-1,1523235600,1523239200', out-of-range",
        "'102', '1,U1,1,1523239200,1523235600', out-of-range",
        "'102', '1,U1,1,,', bad-time",
        "'102', '1,U1,1,1523235600,1523239200,9', field-count",
        "'107', '0,90', out-of-range",
        "'107', '30,-1', out-of-range",
        "'108', '-1', out-of-range",
        "'108', '', short-line",
        "'109', '2,181,22.2,12,8,ST0001,440400,2', out-of-range",
        "'109', '2,113.5,90.1,12,8,ST0001,440400,2', out-of-range",
        "'109', '2,113.5,22.2,-1,8,ST0001,440400,2', out-of-range",
        "'110', ',1,1,00:00:00,23:59:59,1,2', missing-value",
        "'110', 'T,-1,1,00:00:00,23:59:59,1,2', out-of-range",
        "'110', 'T,1,1,00:00:00,23:59:59,-1,2', out-of-range",
        "'110', 'T,1,1,00:00:00,23:59:59,1,-2', out-of-range",
        "'110', 'T,1,0', out-of-range",
        "'113', ',u,p,1,V1,R', missing-value",
        "'113', 'ftp://h,u,p,1,,R', missing-value",
        "'113', 'ftp://h,u,p,1,V1,', missing-value",
        "'113', 'ftp://h,u,p,1,V1,R,x', field-count",
        "'114', 'V1,R,,1024', missing-value",
        "'114', 'V1,R,/a,0', out-of-range"
    })
    void whatHasAnEffectNamesEverythingThatItNeeds(int command, String data, String kind) {
        String line = HEAD + command + AT + (data.isEmpty() ? "" : "," + data);
        assertThat(refused(line)).isEqualTo(kind);
    }

    @Test
    void aStartTypeThatIsNotDefinedIsKept() throws MalformedFrame {
        ChargepileCommand command = read(HEAD + "101" + AT + ",7," + PILE + ",1,U1,2147483648,-2,3,")
                .command();

        assertThat(command).isEqualTo(new ChargepileCommand.Charge(7, PILE, 1, "U1", 2_147_483_648L, -2, 3, ""));
        assertThat(explained.kinds()).containsExactly("undefined-value");
    }

    // 102

    @Test
    void timesOfAReservationMayBeMilliseconds() throws MalformedFrame {
        assertThat(read(HEAD + "102" + AT + ",1,U1,1,1523235600000,1523239200").command())
                .isEqualTo(new ChargepileCommand.Reserve(1, "U1", 1, 1523235600, 1523239200));
        assertThat(explained.kinds()).containsExactly("time-unit");
        assertThat(refused(HEAD + "102" + AT + ",1,U1,1,0,1523239200")).isEqualTo("bad-time");
        assertThat(read(HEAD + "102" + AT + ",2,U1,1,0,0").command())
                .isEqualTo(new ChargepileCommand.Reserve(2, "U1", 1, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2,U1,1,,", "2,U1,1,0,", "2,U1,1, , "})
    void aStopOfAReservationMayLeaveItsTimesEmpty(String data) throws MalformedFrame {
        assertThat(read(HEAD + "102" + AT + "," + data).command())
                .isEqualTo(new ChargepileCommand.Reserve(2, "U1", 1, 0, 0));
    }

    // 106

    private static final String PARAMETERS = ",3,32,1,2,100,2,10000,1,admin,123456,30,192.168.1.100,34567,";

    @Test
    void severalQrCodesMayShareOneLength() throws MalformedFrame {
        assertThat(codes("2,5,abc,d,1,ab,cd,2")).containsExactly(new QrCode("abc,d", 1), new QrCode("ab,cd", 2));
        assertThat(explained.kinds()).containsExactly("qr-shared-length");
    }

    @Test
    void aWrongLengthOfAQrCodeIsNotBelieved() throws MalformedFrame {
        assertThat(codes("2,99,abc,1,99,abd,2")).containsExactly(new QrCode("abc", 1), new QrCode("abd", 2));
        assertThat(explained.kinds()).containsExactly("qr-length", "qr-length");
        assertThat(codes("2,99,abc,1,abd,2")).containsExactly(new QrCode("abc", 1), new QrCode("abd", 2));
        assertThat(codes("1,3,abc,1,")).containsExactly(new QrCode("abc", 1));
        assertThat(codes("0")).isEmpty();
        assertThat(codes("0,")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1,",
                "2,3,abc,1",
                "1,3,abc",
                "-1,3,abc,1",
                "1,3,abc,x",
                "2147483647,3,abc,1",
                "3,1,a,1,1,b,2"
            })
    void anotherNumberOfQrCodesIsRefused(String codes) {
        assertThat(refused(HEAD + "106" + AT + PARAMETERS + codes)).isIn("qr-count", "bad-number");
    }

    private List<QrCode> codes(String codes) throws MalformedFrame {
        return ((ChargepileCommand.PileParameters)
                        read(HEAD + "106" + AT + PARAMETERS + codes).command())
                .qrCodes();
    }

    // 109

    @Test
    void coordinatesAreExact() throws MalformedFrame {
        ChargepileCommand.SystemSettings settings = (ChargepileCommand.SystemSettings)
                read(HEAD + "109" + AT + ",2,-113.58431200,22.2,12,8,ST0001,440400,2")
                        .command();

        assertThat(settings.longitude()).isEqualTo(new BigDecimal("-113.58431200"));
        assertThat(((ChargepileCommand.SystemSettings)
                                read(HEAD + "109" + AT + ",2,1.0E-4,-2.5E-10,12,8,ST0001,440400,2")
                                        .command())
                        .longitude())
                .as("as Java writes a double")
                .isEqualByComparingTo("0.0001");
        assertThat(refused(HEAD + "109" + AT + ",2,1E9,22.2,12,8,ST0001,440400,2"))
                .isEqualTo("bad-number");
        assertThat(refused(HEAD + "109" + AT + ",2,NaN,22.2,12,8,ST0001,440400,2"))
                .isEqualTo("bad-number");
    }

    // 110

    @ParameterizedTest
    @CsvSource({
        "CLOCK, 12:59:59, 46799, ",
        "CLOCK, 7:05, 25500, time-form",
        "CLOCK, 00:00:00, 0, ",
        "CLOCK, 24:00:00, 86400, ",
        "SECOND_OF_DAY, 0, 0, ",
        "SECOND_OF_DAY, 60000, 60000, ",
        "SECOND_OF_DAY, 86400, 86400, ",
        "EPOCH_MILLIS, 1523249999000, 46799, "
    })
    void timesOfTheDayHaveTheFormThatIsConfigured(
            ChargepileSettings.RateTime form, String written, int second, String kind) throws MalformedFrame {
        codec = with(form);
        ChargepileCommand.Rates rates = (ChargepileCommand.Rates)
                read(HEAD + "110" + AT + ",T001,1,1," + written + "," + written + ",35000,40000")
                        .command();

        assertThat(rates.periods()).containsExactly(new Period(second, second, 35000, 40000));
        assertThat(explained.kinds()).isEqualTo(kind == null ? List.of() : List.of(kind, kind));
    }

    /** A number can be read in several ways that all make sense: 60000 is 16:40 and one minute past midnight. */
    @ParameterizedTest
    @CsvSource({
        "CLOCK, 0",
        "CLOCK, 60000",
        "CLOCK, 235959",
        "CLOCK, 220000",
        "CLOCK, 1523249999000",
        "SECOND_OF_DAY, 12:59:59",
        "SECOND_OF_DAY, 86401",
        "SECOND_OF_DAY, 235959",
        "EPOCH_MILLIS, 12:59:59",
        "EPOCH_MILLIS, 60000",
        "EPOCH_MILLIS, 1523249999"
    })
    void anotherFormIsNotGuessedAt(ChargepileSettings.RateTime form, String written) {
        codec = with(form);
        assertThat(refused(HEAD + "110" + AT + ",T001,1,1," + written + "," + written + ",35000,40000"))
                .isEqualTo("bad-time");
    }

    private static ChargepileCodec with(ChargepileSettings.RateTime form) {
        return new ChargepileCodec(ChargepileSettings.DEFAULT.with(ChargepileSettings.Wire.DEFAULT.with(form)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"24:00:01", "12:60", "1:2:3", "", "-1", "86400001", "noon", "12345678901", "99999999999999999999"
            })
    void whatIsNoTimeOfTheDayIsRefused(String written) {
        assertThat(refused(HEAD + "110" + AT + ",T001,1,1," + written + ",23:59:59,35000,40000"))
                .isEqualTo("bad-time");
    }

    @Test
    void aPeriodMayGoOverMidnight() throws MalformedFrame {
        assertThat(read(HEAD + "110" + AT + ",T001,1,1,22:00:00,06:00:00,35000,40000,")
                        .command())
                .isEqualTo(new ChargepileCommand.Rates("T001", 1, List.of(new Period(79200, 21600, 35000, 40000))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2,00:00:00,23:59:59,1,2", "1,00:00:00,23:59:59,1,2,00:00:00,23:59:59,1,2", "1"})
    void anotherNumberOfPeriodsIsRefused(String periods) {
        assertThat(refused(HEAD + "110" + AT + ",T001,1," + periods)).isEqualTo("period-count");
    }

    // 113

    @Test
    void whetherAnUpgradeIsWantedIsKept() throws MalformedFrame {
        assertThat(read(HEAD + "113" + AT + ",ftp://h,u,,yes,V1,R").command())
                .isEqualTo(new ChargepileCommand.Upgrade("ftp://h", "u", "", "yes", "V1", "R"));
        assertThat(explained.kinds()).containsExactly("undefined-value");
    }

    @Test
    void passwordsAreNotShown() throws MalformedFrame {
        assertThat(read(HEAD + "113" + AT + ",ftp://h,u,s3cret,1,V1,R").toString())
                .doesNotContain("s3cret");
        assertThat(read(HEAD + "106" + AT + ",3,32,1,2,100,2,10000,1,admin,s3cret,30,192.168.1.100,34567,0")
                        .toString())
                .doesNotContain("s3cret");
    }

    /** A comma in it moves its other half into the next fields, which are then wrong: what is said of them shows nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "113" + AT + ",ftp://h,u,s3c,ret,1,V1,R",
                "113" + AT + ",ftp://h,u,x,1,V1,R,s3c,ret",
                "106" + AT + ",3,32,1,2,100,2,10000,1,admin,s3c,ret,30,192.168.1.100,34567,0",
                "106" + AT + ",3,32,1,2,100,2,10000,1,admin,s3c,30,192.168.1.100,ret,34567,0",
                "106" + AT + ",3,32,1,2,100,2,10000,1,admin,x,30,192.168.1.100,34567,0,s3c,ret"
            })
    void noHalfOfAPasswordIsShown(String tail) {
        String said = "";
        try {
            read(HEAD + tail);
        } catch (MalformedFrame e) {
            said = e.getMessage();
        }
        assertThat(explained.anomalies().isEmpty() && said.isEmpty()).isFalse();
        assertThat(said + explained.anomalies()).doesNotContain("s3c").doesNotContain("ret");
    }

    // writing

    @ParameterizedTest
    @CsvSource({"CLOCK, '00:00:00,12:59:59'", "SECOND_OF_DAY, '0,46799'", "EPOCH_MILLIS, '1523203200000,1523249999000'"
    })
    void timesOfTheDayAreWrittenAsConfigured(ChargepileSettings.RateTime form, String written) throws MalformedFrame {
        ChargepileCodec other =
                new ChargepileCodec(ChargepileSettings.DEFAULT.with(ChargepileSettings.Wire.DEFAULT.with(form)));
        ChargepileMessage message = message(new ChargepileCommand.Rates("T", 1, List.of(new Period(0, 46799, 1, 2))));

        assertThat(new String(other.encode(message), UTF_8))
                .isEqualTo(HEAD + "110" + AT + ",T,1,1," + written + ",1,2");
        assertThat(other.decode(other.encode(message), DecodeListener.NONE)).isEqualTo(message);
    }

    @Test
    void whatCannotBeWrittenIsRefused() {
        refusesToWrite(new ChargepileCommand.Upgrade("ftp://h", "u", "p,q", "1", "V1", "R"), "ftpPassword");
        refusesToWrite(new ChargepileCommand.Upgrade("ftp://h", "u", "p", "1", "V1", ""), "must not end with a comma");
        refusesToWrite(new ChargepileCommand.Charge(1, PILE, 1, "", 1, 1, 1, "O"), "Account id");
        refusesToWrite(new ChargepileCommand.Upgrade("ftp://h", "u", "p", "yes", "V1", "R"), "neither 1 nor 2");
        refusesToWrite(new ChargepileCommand.Upgrade("ftp://h", "u\n", "p", "1", "V1", "R"), "ftpAccount");
        refusesToWrite(new ChargepileCommand.Upgrade("ftp://h", " u", "p", "1", "V1", "R"), "blank");
        refusesToWrite(new ChargepileCommand.Charge(5, PILE, 1, "U", 1, 1, 1, "O"), "startType 5");
        refusesToWrite(new ChargepileCommand.Charge(1, "2", 1, "U", 1, 1, 1, "O"), "dataPile");
        refusesToWrite(new ChargepileCommand.Charge(1, PILE, -1, "U", 1, 1, 1, "O"), "gun -1");
        refusesToWrite(new ChargepileCommand.Reserve(1, "U", 1, 0, 1523239200), "startSeconds 0");
        refusesToWrite(new ChargepileCommand.Unknown(115, "x"), "not in the document");
        refusesToWrite(new ChargepileCommand.Rates("T", 1, List.of(new Period(0, 86401, 1, 1))), "end 86401");
        assertThatThrownBy(() -> codec.encode(new ChargepileMessage(
                        new ChargepileHeader("1.2.3.4", "API:2.0.2", 5, PILE), new ChargepileCommand.Heartbeat())))
                .hasMessageContaining("timestamp 5");
        assertThatThrownBy(() -> codec.encode(new ChargepileMessage(
                        new ChargepileHeader("1.2.3.4", "API:2.0.2", 1523232000000L, ""),
                        new ChargepileCommand.Heartbeat())))
                .hasMessageContaining("pile number");
    }

    private void refusesToWrite(ChargepileCommand command, String why) {
        assertThatThrownBy(() -> codec.encode(message(command)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static ChargepileMessage message(ChargepileCommand command) {
        return new ChargepileMessage(new ChargepileHeader("192.168.1.1", "API:2.0.2", 1523232000000L, PILE), command);
    }

    private ChargepileMessage read(String line) throws MalformedFrame {
        explained = new Explained();
        return codec.decode(line.getBytes(UTF_8), explained);
    }

    private String refused(String line) {
        MalformedFrame failure = catchThrowableOfType(MalformedFrame.class, () -> read(line));
        assertThat(failure).as(line).isNotNull();
        return failure.kind();
    }
}
