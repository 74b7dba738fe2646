package io.devicegateway.registry;

import static io.devicegateway.registry.Events.A;
import static io.devicegateway.registry.Events.at;
import static io.devicegateway.registry.Events.connected;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.LaneCondition;
import io.devicegateway.api.LaneCounters;
import io.devicegateway.api.LaneState;
import io.devicegateway.api.LaneStates;
import io.devicegateway.api.QueryLanes;
import io.devicegateway.api.Restocked;
import io.devicegateway.api.VendItem;
import io.devicegateway.api.VendResult;
import io.devicegateway.api.VendResult.Outcome;
import io.devicegateway.journal.EventJson;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What events do to the lanes of a vending cabinet. Offset 1 is its connection. */
final class LaneStateTest {
    private static final StateJson JSON = new StateJson(new EventJson());

    private final Events events = new Events();
    private final KnownDevices devices = new KnownDevices(JSON, true, 1_000, new DetailBudget(1 << 20));

    @BeforeEach
    void connect() {
        apply(2, connected(A));
        apply(
                2,
                new LaneStates(
                        A, List.of(lane(1, LaneCondition.OK, "0"), lane(2, LaneCondition.OUT_OF_STOCK, "1")), true));
        apply(2, new LaneCounters(A, List.of(new LaneCounters.Lane(1, 5), new LaneCounters.Lane(2, 9)), true));
    }

    private static LaneStates.Lane lane(int number, LaneCondition condition, String code) {
        return new LaneStates.Lane(number, condition, code);
    }

    private void apply(long epoch, DeviceEvent event) {
        devices.apply(events.of(epoch, event));
    }

    private SortedMap<Integer, LaneState> lanes() {
        return devices.find(A).lanes();
    }

    private void sell(int lane, String order) {
        apply(2, new CommandIssued(A, "c-" + order, null, new VendItem(A, lane, order), at(99), null, 5));
    }

    private void result(long epoch, int lane, String order, Outcome outcome) {
        apply(epoch, new VendResult(A, lane, order, outcome, "x", List.of()));
    }

    @Test
    void reportsFillTheLanes() {
        assertThat(lanes().values())
                .containsExactly(
                        new LaneState(1, LaneCondition.OK, 5, null, 3, at(3)),
                        new LaneState(2, LaneCondition.OUT_OF_STOCK, 9, null, 3, at(3)));
    }

    @Test
    void fromASaleOnTheCounterIsNotKnown() {
        sell(1, "77");

        assertThat(lanes().get(1)).isEqualTo(new LaneState(1, LaneCondition.OK, null, "77", 4, at(4)));
        assertThat(lanes().get(2).vended()).isEqualTo(9);
    }

    @Test
    void aResultSaysHowTheLaneIs() {
        sell(1, "77");
        result(2, 1, "77", Outcome.MOTOR_TIMEOUT);
        assertThat(lanes().get(1).condition()).isEqualTo(LaneCondition.MOTOR_TIMEOUT);
        result(2, 1, "77", Outcome.DUPLICATE_ORDER);
        assertThat(lanes().get(1).condition()).isEqualTo(LaneCondition.MOTOR_TIMEOUT);
        result(2, 1, "78", Outcome.DISPENSED);
        assertThat(lanes().get(1)).isEqualTo(new LaneState(1, LaneCondition.OK, null, "78", 7, at(7)));
    }

    @Test
    void aRestockBeginsAnew() {
        sell(1, "77");
        apply(2, new Restocked(A, false));

        assertThat(lanes().values())
                .containsExactly(
                        new LaneState(1, LaneCondition.OK, 0, null, 5, at(5)),
                        new LaneState(2, LaneCondition.UNKNOWN, 0, null, 5, at(5)));
    }

    @Test
    void anOlderSessionsReportsChangeNothingAndItsResultsDo() {
        apply(1, new LaneCounters(A, List.of(new LaneCounters.Lane(1, 200)), true));
        apply(1, new LaneStates(A, List.of(lane(1, LaneCondition.MOTOR_SHORT, "4")), true));
        assertThat(lanes().get(1)).isEqualTo(new LaneState(1, LaneCondition.OK, 5, null, 3, at(3)));
        result(1, 1, "77", Outcome.OUT_OF_STOCK);
        assertThat(lanes().get(1).condition()).isEqualTo(LaneCondition.OUT_OF_STOCK);
    }

    @Test
    void otherCommandsAndAbsurdLanesChangeNothing() {
        apply(2, new CommandIssued(A, "c-1", null, new QueryLanes(A), at(99), null, null));
        result(2, 100_000, "77", Outcome.DISPENSED);

        assertThat(lanes()).containsOnlyKeys(1, 2);
    }

    @Test
    void theyAreStoredAndReadAsTheyWere() {
        sell(1, "7\"7");

        assertThat(JSON.lanes(JSON.lanes(lanes()))).isEqualTo(lanes());
        assertThat(JSON.lanes(StateJson.NOTHING)).isEmpty();
    }
}
