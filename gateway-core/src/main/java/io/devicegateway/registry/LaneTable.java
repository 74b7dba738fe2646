package io.devicegateway.registry;

import io.devicegateway.api.EventRecord;
import io.devicegateway.api.LaneCondition;
import io.devicegateway.api.LaneCounters;
import io.devicegateway.api.LaneState;
import io.devicegateway.api.LaneStates;
import io.devicegateway.api.VendItem;
import io.devicegateway.api.VendResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What events say of the lanes of a vending cabinet. Each method answers the lanes as they are then; none changes them. */
final class LaneTable {
    /** No lane is known. */
    static final SortedMap<Integer, LaneState> EMPTY = Collections.emptySortedMap();

    /** A cabinet has some sixty; a broken one may claim any number. */
    private static final int HIGHEST_LANE = 1024;

    private LaneTable() {}

    /** A sale is about to be sent: what the lane has given out is not known until the cabinet counts again. */
    static SortedMap<Integer, LaneState> issued(
            SortedMap<Integer, LaneState> lanes, VendItem sale, EventRecord record) {
        return with(
                lanes, sale.lane(), record, lane -> state(lane.lane(), lane.condition(), null, sale.order(), record));
    }

    static SortedMap<Integer, LaneState> result(
            SortedMap<Integer, LaneState> lanes, VendResult result, EventRecord record) {
        return with(
                lanes,
                result.lane(),
                record,
                lane -> state(
                        lane.lane(), condition(result.outcome(), lane.condition()), null, result.order(), record));
    }

    private static LaneCondition condition(VendResult.Outcome outcome, LaneCondition before) {
        return switch (outcome) {
            case DISPENSED -> LaneCondition.OK;
            case OUT_OF_STOCK -> LaneCondition.OUT_OF_STOCK;
            case MOTOR_TIMEOUT -> LaneCondition.MOTOR_TIMEOUT;
            case DROP_NOT_DETECTED -> LaneCondition.DROP_NOT_DETECTED;
            case MOTOR_SHORT -> LaneCondition.MOTOR_SHORT;
            case DUPLICATE_ORDER -> before;
            case UNKNOWN -> LaneCondition.UNKNOWN;
        };
    }

    static SortedMap<Integer, LaneState> states(
            SortedMap<Integer, LaneState> lanes, LaneStates report, EventRecord record) {
        SortedMap<Integer, LaneState> now = new TreeMap<>(lanes);
        for (LaneStates.Lane each : report.lanes()) {
            change(
                    now,
                    each.lane(),
                    record,
                    lane -> state(lane.lane(), each.condition(), lane.vended(), lane.lastOrder(), record));
        }
        return Collections.unmodifiableSortedMap(now);
    }

    static SortedMap<Integer, LaneState> counters(
            SortedMap<Integer, LaneState> lanes, LaneCounters report, EventRecord record) {
        SortedMap<Integer, LaneState> now = new TreeMap<>(lanes);
        for (LaneCounters.Lane each : report.lanes()) {
            change(
                    now,
                    each.lane(),
                    record,
                    lane -> state(lane.lane(), lane.condition(), each.vended(), lane.lastOrder(), record));
        }
        return Collections.unmodifiableSortedMap(now);
    }

    /** All lanes count from 0; whether a lane that was empty or broken is well again, the cabinet has yet to say. */
    static SortedMap<Integer, LaneState> restocked(SortedMap<Integer, LaneState> lanes, EventRecord record) {
        SortedMap<Integer, LaneState> now = new TreeMap<>(lanes);
        for (int number : lanes.keySet()) {
            change(
                    now,
                    number,
                    record,
                    lane -> state(
                            lane.lane(),
                            lane.condition() == LaneCondition.OK ? LaneCondition.OK : LaneCondition.UNKNOWN,
                            0,
                            null,
                            record));
        }
        return Collections.unmodifiableSortedMap(now);
    }

    private static SortedMap<Integer, LaneState> with(
            SortedMap<Integer, LaneState> lanes, int number, EventRecord record, UnaryOperator<LaneState> change) {
        SortedMap<Integer, LaneState> changed = new TreeMap<>(lanes);
        change(changed, number, record, change);
        return Collections.unmodifiableSortedMap(changed);
    }

    /** Changes one lane in place: a report of all lanes copies the table once, not once a lane. */
    private static void change(
            SortedMap<Integer, LaneState> lanes, int number, EventRecord record, UnaryOperator<LaneState> change) {
        if (number >= 0 && number <= HIGHEST_LANE) {
            LaneState before = lanes.get(number);
            lanes.put(
                    number,
                    change.apply(before == null ? state(number, LaneCondition.UNKNOWN, null, null, record) : before));
        }
    }

    private static LaneState state(
            int lane,
            LaneCondition condition,
            @Nullable Integer vended,
            @Nullable String lastOrder,
            EventRecord record) {
        // As precise as it is stored, so that a restart changes nothing.
        Instant at = record.receivedAt().truncatedTo(ChronoUnit.MICROS);
        return new LaneState(lane, condition, vended, lastOrder, record.offset(), at);
    }
}
