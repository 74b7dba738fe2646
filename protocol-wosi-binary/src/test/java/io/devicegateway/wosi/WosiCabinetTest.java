package io.devicegateway.wosi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.BankId;
import io.devicegateway.simulation.VirtualDevice.Act;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the virtual cabinet says, in bytes that were computed by hand or come from the document. */
class WosiCabinetTest {
    private static final String LOGIN =
            "00 20 60 01 fd 11 22 33 44 55 66 77 88 02 33 00 11 57 53 54 44 30 38 31 35 36 35 32 32 32 38 38 38 00";
    private static final String LOGIN_OK = "00 08 60 01 01 11 22 33 44 01";
    private static final String HEARTBEAT = "00 07 61 01 00 11 22 33 44";
    private static final String RETURN = "00 10 66 01 41 11 22 33 44 01 52 4c 31 41 7c 00 00 52";
    private static final BankId BANK = new BankId("RL1A7C000052");

    private final List<String> wrong = new ArrayList<>();
    private final WosiCabinet cabinet = new WosiCabinet(
            WosiCabinetSettings.of("WSTD081565222888", 8)
                    .with(2, new BankId("RL1A7C000041"))
                    .with(3, new BankId("RL1A7C000044")),
            new WosiCabinetListener() {
                @Override
                public void wrong(WosiCabinet where, String what) {
                    wrong.add(what);
                }
            });

    @Test
    void itLogsInAndBeatsEveryThirtySeconds() {
        assertThat(sent(cabinet.onConnect(0))).containsExactly(LOGIN);
        assertThat(receive(LOGIN_OK, 10)).isEmpty();
        assertThat(cabinet.isLoggedIn()).isTrue();
        assertThat(cabinet.nextTick()).isEqualTo(30_010);
        assertThat(sent(cabinet.onTick(30_010))).containsExactly(HEARTBEAT);
        assertThat(receive(HEARTBEAT, 30_020)).isEmpty();
        assertThat(cabinet.nextTick()).isEqualTo(60_010);
    }

    @Test
    void itLogsInAgainWhenNobodyAnswers() {
        cabinet.onConnect(0);
        assertThat(cabinet.nextTick()).isEqualTo(10_000);
        assertThat(sent(cabinet.onTick(10_000))).containsExactly(LOGIN);
    }

    @Test
    void itReconnectsAfterThreeHeartbeatsWithoutAnEcho() {
        logIn();
        assertThat(cabinet.onTick(30_000)).hasSize(1);
        assertThat(cabinet.onTick(60_000)).hasSize(1);
        assertThat(cabinet.onTick(90_000)).hasSize(1);
        assertThat(cabinet.onTick(120_000)).containsExactly(new Act.Reconnect());
        assertThat(cabinet.nextTick()).isEqualTo(Long.MAX_VALUE);
        assertThat(sent(cabinet.onConnect(121_000))).containsExactly(LOGIN);
    }

    @Test
    void itReportsAReturnUntilItIsAnsweredAlsoOverANewConnection() {
        logIn();
        cabinet.returnBank(1, BANK);
        assertThat(cabinet.nextTick()).isLessThanOrEqualTo(0);
        assertThat(sent(cabinet.onTick(100))).containsExactly(RETURN);
        assertThat(cabinet.nextTick()).isEqualTo(5_100);
        assertThat(sent(cabinet.onTick(5_100))).containsExactly(RETURN);
        cabinet.onDisconnect(6_000);
        cabinet.onConnect(7_000);
        assertThat(sent(cabinet.onBytes(Bytes.of(LOGIN_OK), 7_010))).containsExactly(RETURN);
        assertThat(receive("00 09 66 01 00 11 22 33 44 01 01", 7_020)).isEmpty();
        assertThat(cabinet.unansweredReturns()).isZero();
        assertThat(cabinet.ledger().answers()).containsExactly(new WosiReturnLedger.Entry(1, 1, BANK, 1, 3, 6_920));
        assertThat(wrong).isEmpty();
    }

    @Test
    void itTellsItsInventoryAsTheDocumentDoes() {
        logIn();
        assertThat(receive("00 07 64 01 00 11 22 33 44", 100))
                .containsExactly(
                        "00 1c 64 01 06 11 22 33 44 02 02 52 4c 31 41 7c 00 00 41 04 03 52 4c 31 41 7c 00 00 44 04");
    }

    @Test
    void itLetsABankGoAndRefusesWhereThereIsNone() {
        logIn();
        assertThat(receive("00 08 65 01 03 11 22 33 44 03", 100))
                .containsExactly("00 11 65 01 54 11 22 33 44 03 01 52 4c 31 41 7c 00 00 44");
        assertThat(receive("00 08 80 01 03 11 22 33 44 03", 200))
                .containsExactly("00 11 80 01 03 11 22 33 44 03 00 00 00 00 00 00 00 00 00");
    }

    @Test
    void itReadsFramesHoweverTheyAreCut() {
        cabinet.onConnect(0);
        byte[] bytes = Bytes.of(LOGIN_OK + "00 07 62 01 00 11 22 33 44" + "00 07 69 01 00 11 22 33 44");
        List<String> replies = new ArrayList<>();
        for (byte each : bytes) {
            replies.addAll(sent(cabinet.onBytes(new byte[] {each}, 10)));
        }
        assertThat(replies)
                .containsExactly(
                        "00 14 62 01 6a 11 22 33 44 00 0b 41 2e 30 39 2e 30 31 2e 30 36 00",
                        "00 1e 69 01 1e 11 22 33 44 00 15 38 39 38 36 30 34 30 31 31 30 31 37 37 30 39 38 32 38 33 39 00");
    }

    @Test
    void itRestartsWhenItIsToldTo() {
        logIn();
        assertThat(receive("00 07 67 01 00 11 22 33 44", 100)).containsExactly("00 07 67 01 00 11 22 33 44");
        assertThat(cabinet.nextTick()).isEqualTo(100);
        assertThat(cabinet.onTick(100)).containsExactly(new Act.Reconnect());
    }

    @Test
    void itBeatsAsItWasSetToAfterARestart() {
        logIn();
        receive("00 10 63 01 25 11 22 33 44 00 02 61 00 00 02 31 00 75", 100);
        cabinet.onTick(30_000);
        assertThat(cabinet.nextTick()).isEqualTo(60_000);
        receive("00 07 67 01 00 11 22 33 44", 31_000);
        cabinet.onTick(31_000);
        cabinet.onConnect(32_000);
        receive(LOGIN_OK, 32_000);
        assertThat(cabinet.nextTick()).isEqualTo(32_000 + 117_000);
    }

    @Test
    void itSaysWhatTheServerDoesWrong() {
        logIn();
        receive("00 08 65 01 00 11 22 33 44 03", 1);
        receive("00 07 65 01 00 11 22 33 44", 2);
        receive("00 07 61 01 00 00 00 12 34", 3);
        receive("00 09 66 01 06 11 22 33 44 07 01", 4);
        receive("00 04 66 01 00 11", 5);
        receive("00 08 60 01 00 11 22 33 44 00", 6);
        assertThat(wrong)
                .satisfiesExactly(
                        what -> assertThat(what).contains("checksum"),
                        what -> assertThat(what).contains("too short"),
                        what -> assertThat(what).contains("echo"),
                        what -> assertThat(what).contains("an answer to no return"),
                        what -> assertThat(what).contains("a frame of 6 bytes"),
                        what -> assertThat(what).contains("login"));
        assertThat(cabinet.wrongs()).isEqualTo(6);
    }

    // faults

    @Test
    void aSplitFrameGoesOutInTwoWrites() {
        assertThat(spoiledHeartbeat(WosiFault.SPLIT_FRAME)).containsExactly("00 07 61 01");
        assertThat(cabinet.nextTick()).isEqualTo(30_500);
        assertThat(sent(cabinet.onTick(30_500))).containsExactly("00 11 22 33 44");
    }

    @Test
    void aCutFrameIsFollowedByNothingForALongTime() {
        assertThat(spoiledHeartbeat(WosiFault.CUT_FRAME)).containsExactly("00 07 61 01");
        cabinet.returnBank(1, BANK);
        assertThat(sent(cabinet.onTick(40_000))).isEmpty();
        assertThat(sent(cabinet.onTick(50_000))).contains(RETURN);
    }

    @Test
    void aFrameThatLosesBytesIsFollowedAtOnce() {
        assertThat(spoiledHeartbeat(WosiFault.LOST_BYTES)).containsExactly("00 07 61 01");
        cabinet.returnBank(1, BANK);
        assertThat(sent(cabinet.onTick(30_100))).containsExactly(RETURN);
    }

    @Test
    void gluedFramesAreOneWrite() {
        assertThat(spoiledHeartbeat(WosiFault.GLUED_FRAMES)).containsExactly(HEARTBEAT + " " + HEARTBEAT);
    }

    @Test
    void aBadChecksumALyingLengthAndNoiseAreWhatTheySay() {
        assertThat(spoiledHeartbeat(WosiFault.BAD_CHECKSUM)).containsExactly("00 07 61 01 55 11 22 33 44");
        cabinet.inject(WosiFault.NOISE);
        assertThat(sent(cabinet.onTick(60_000))).containsExactly("ff ee dd cc bb " + HEARTBEAT);
        cabinet.inject(WosiFault.LYING_LENGTH);
        assertThat(sent(cabinet.onTick(90_000))).containsExactly("00 77 61 01 00 11 22 33 44");
    }

    @Test
    void aReconnectionInTheMiddleOfAFrameEndsTheConnection() {
        logIn();
        cabinet.inject(WosiFault.RECONNECT_MID_FRAME);
        assertThat(cabinet.onTick(30_000)).hasSize(2).last().isEqualTo(new Act.Reconnect());
        assertThat(cabinet.isLoggedIn()).isFalse();
    }

    @Test
    void repliesAreLostLateOrTwice() {
        logIn();
        cabinet.inject(WosiFault.LOSE_REPLY);
        assertThat(receive("00 08 65 01 03 11 22 33 44 03", 100)).isEmpty();
        assertThat(cabinet.banks()).doesNotContainKey(3);
        cabinet.inject(WosiFault.IGNORE_COMMAND);
        assertThat(receive("00 08 65 01 02 11 22 33 44 02", 200)).isEmpty();
        assertThat(cabinet.banks()).containsKey(2);
        cabinet.inject(WosiFault.REPLY_TWICE);
        assertThat(receive("00 07 77 01 00 11 22 33 44", 300))
                .containsExactly("00 08 77 01 08 11 22 33 44 08", "00 08 77 01 08 11 22 33 44 08");
        cabinet.inject(WosiFault.LATE_REPLY);
        assertThat(receive("00 07 77 01 00 11 22 33 44", 400)).isEmpty();
        assertThat(sent(cabinet.onTick(30_000))).containsExactly(HEARTBEAT);
        assertThat(sent(cabinet.onTick(30_400))).containsExactly("00 08 77 01 08 11 22 33 44 08");
    }

    @Test
    void aSilentCabinetHearsAndSaysNothingUntilItIsConnectedAnew() {
        logIn();
        cabinet.inject(WosiFault.FALL_SILENT);
        assertThat(cabinet.onTick(cabinet.nextTick())).containsExactly(new Act.FallSilent());
        assertThat(cabinet.nextTick()).isEqualTo(180_000);
        assertThat(receive("00 07 64 01 00 11 22 33 44", 500)).isEmpty();
        assertThat(cabinet.onTick(100_000)).isEmpty();
        assertThat(cabinet.onTick(180_000)).containsExactly(new Act.Reconnect());
        assertThat(sent(cabinet.onConnect(180_100))).containsExactly(LOGIN);
    }

    // slots

    @Test
    void aSlotHoldsOneBank() {
        assertThatThrownBy(() -> cabinet.returnBank(2, BANK))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("slot 2 holds bank RL1A7C000041 already");
        assertThatThrownBy(() -> cabinet.returnBank(9, BANK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no slot 9 among 8");
        assertThat(cabinet.firstFreeSlot()).isEqualTo(1);
        assertThat(cabinet.removeBank(2)).isEqualTo(new BankId("RL1A7C000041"));
        assertThat(cabinet.removeBank(2)).isNull();
    }

    @Test
    void aBankChargesALevelInTenMinutes() {
        logIn();
        cabinet.removeBank(2);
        cabinet.removeBank(3);
        cabinet.returnBank(1, BANK);
        cabinet.onTick(0);
        receive("00 09 66 01 00 11 22 33 44 01 01", 1);
        assertThat(receive("00 07 64 01 00 11 22 33 44", Duration.ofMinutes(25).toMillis()))
                .containsExactly("00 12 64 01 42 11 22 33 44 01 01 52 4c 31 41 7c 00 00 52 02");
    }

    @Test
    void aStockedCabinetHasAFreeSlotAndBanksOfItsOwn() {
        WosiCabinetSettings stocked =
                WosiCabinetSettings.of("WSTD081565222888", 8).stocked();
        assertThat(stocked.banks()).hasSize(7).doesNotContainKey(8);
        assertThat(WosiCabinetSettings.of("WSTD081565222889", 8)
                        .stocked()
                        .banks()
                        .values())
                .doesNotContainAnyElementsOf(stocked.banks().values());
    }

    private List<String> spoiledHeartbeat(WosiFault fault) {
        logIn();
        cabinet.inject(fault);
        return sent(cabinet.onTick(30_000));
    }

    private void logIn() {
        cabinet.onConnect(0);
        receive(LOGIN_OK, 0);
    }

    private List<String> receive(String hex, long at) {
        return sent(cabinet.onBytes(Bytes.of(hex), at));
    }

    private static List<String> sent(List<Act> acts) {
        List<String> sent = new ArrayList<>();
        for (Act act : acts) {
            switch (act) {
                case Act.Transmit transmit -> sent.add(Bytes.hex(transmit.bytes()));
                case Act.Reconnect again -> sent.add("reconnect");
                case Act.FallSilent silent -> sent.add("silent");
            }
        }
        return sent;
    }
}
