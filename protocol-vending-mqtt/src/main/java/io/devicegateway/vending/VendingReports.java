package io.devicegateway.vending;

import io.devicegateway.api.CellLocation;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.DeviceRestarted;
import io.devicegateway.api.LaneCounters;
import io.devicegateway.api.LaneStates;
import io.devicegateway.api.NetworkSignal;
import io.devicegateway.api.QueryCounters;
import io.devicegateway.api.Restocked;
import io.devicegateway.api.Safety;
import io.devicegateway.api.SimCard;
import io.devicegateway.api.Temperature;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.api.VendResult;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.Effect;
import io.devicegateway.vending.OpenRequests.Fit;
import io.devicegateway.vending.OpenRequests.Sale;
import io.devicegateway.vending.VendingDownlink.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** What follows from what an admitted cabinet says. */
final class VendingReports {
    /** As long as core remembers. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final int LONGEST_CONTENT = 64;
    /** GPRS, says the document; the signal's unit is that of its modems. */
    private static final String TECHNOLOGY = "GSM";

    private static final Label OTHER_NUMBER =
            new Label("the answer does not have the message number of the question", "应答的消息号与请求不一致");
    private static final Label OTHER_ORDER =
            new Label("the answer does not have the order number of the sale", "应答的销售单号与请求不一致");

    private final VendingSettings settings;
    private final DeviceId id;
    private final OpenRequests requests;
    private final LaneEvidence evidence;
    private long beats = -1;

    VendingReports(VendingSettings settings, DeviceId id, OpenRequests requests, LaneEvidence evidence) {
        this.settings = settings;
        this.id = id;
        this.requests = requests;
        this.evidence = evidence;
    }

    /** @param redelivered whether it may be older than what was heard before */
    List<Effect<VendingMessage>> effects(VendingUplink message, boolean redelivered) {
        return switch (message) {
            case VendingUplink.Heartbeat heartbeat -> redelivered ? List.of() : beat(heartbeat.count());
            case VendingUplink.VendReport report -> sale(report);
            case VendingUplink.Lanes lanes -> lanes(lanes);
            case VendingUplink.Counters counters -> counters(counters);
            case VendingUplink.StockRestored restored -> restocked(restored);
            case VendingUplink.TemperatureReport report -> temperature(report);
            case VendingUplink.Network network -> network(network);
            case VendingUplink.Other other ->
                once(
                        other.head(),
                        0,
                        List.of(new Effect.Publish<>(new UnknownMessage(id, other.code(), detail(other)))));
        };
    }

    private static String detail(VendingUplink.Other other) {
        String content = other.head().content();
        String shown = content.length() <= 200 ? content : content.substring(0, 200) + "…";
        return other.why().isEmpty() ? "m=" + shown : other.why() + "; m=" + shown;
    }

    /** Heartbeats are counted since the cabinet was switched on; below zero is no count. */
    private List<Effect<VendingMessage>> beat(long count) {
        long before = beats;
        if (count < 0) {
            return List.of();
        }
        beats = count;
        return count >= before || (isFull(before) && count <= 1)
                ? List.of()
                : List.of(new Effect.Publish<>(new DeviceRestarted(id, before, count)));
    }

    /** Whether a counter of 8, 16, 31 or 32 bits begins anew behind that by itself. */
    private static boolean isFull(long count) {
        return count == 0xff || count == 0xffff || count == Integer.MAX_VALUE || count == 0xffff_ffffL;
    }

    // sales

    private List<Effect<VendingMessage>> sale(VendingUplink.VendReport report) {
        VendResult result = new VendResult(
                id,
                report.lane(),
                report.order(),
                VendingFields.outcome(report.result()),
                report.result(),
                report.extra());
        int messageId = report.head().messageId();
        Sale sale = requests.sale(report.order(), report.lane(), messageId);
        List<Effect<VendingMessage>> effects = new ArrayList<>();
        if (sale != null && !sale.order().equals(report.order())) {
            effects.add(new Effect.Anomaly<>("order-mismatch", OTHER_ORDER));
        } else if (sale != null && sale.messageId() != messageId) {
            effects.add(new Effect.Anomaly<>("message-id-mismatch", OTHER_NUMBER));
        }
        effects.add(new Effect.Publish<>(result));
        effects.add(settles(ReplyKey.sale(sale == null ? report.order() : sale.order()), result));
        Duration after = settings.commands().countersAfter();
        if (after != null) {
            effects.add(new Effect.Later<>("counters", after, List.of(new Effect.Query<>(new QueryCounters(id)))));
        }
        // An order has one result: what comes again is the same, whatever its number.
        Effect.DedupKey key =
                new Effect.DedupKey("sale/" + report.order(), report.lane() + "&" + report.result(), REMEMBERED);
        return List.of(new Effect.Once<>(key, effects));
    }

    private Effect<VendingMessage> settles(ReplyKey key, VendResult result) {
        return switch (result.outcome()) {
            case DISPENSED -> {
                evidence.sold(key.order());
                yield new Effect.Answer<>(key, result, Safety.ONCE);
            }
            case OUT_OF_STOCK, MOTOR_TIMEOUT, MOTOR_SHORT -> {
                evidence.sold(key.order());
                yield new Effect.Refuse<>(
                        key, VendingFields.words(result.outcome()).en(), Safety.ONCE, result);
            }
            // The motor turned: what a sensor does not see may have fallen all the same. The counter tells.
            case DROP_NOT_DETECTED ->
                new Effect.Doubt<>(
                        key, "the device saw nothing fall, which does not tell whether goods fell: its motor turned");
            case DUPLICATE_ORDER ->
                new Effect.Doubt<>(
                        key,
                        "the device says that it has seen this order number before, which does not tell whether goods fell");
            case UNKNOWN ->
                new Effect.Doubt<>(
                        key,
                        "the device answered with the result '" + result.code() + "', which is not in its document");
        };
    }

    // everything else

    private List<Effect<VendingMessage>> lanes(VendingUplink.Lanes message) {
        Fit fit = requests.answer(Kind.LANES, message.head().messageId());
        List<LaneStates.Lane> lanes = new ArrayList<>(message.conditions().size());
        for (String code : message.conditions()) {
            lanes.add(new LaneStates.Lane(
                    lanes.size() + settings.wire().laneBase(), VendingFields.condition(code), code));
        }
        LaneStates states = new LaneStates(id, lanes, fit == Fit.EXACT);
        return report(message.head(), Kind.LANES, fit, states, List.of(states));
    }

    private List<Effect<VendingMessage>> counters(VendingUplink.Counters message) {
        Fit fit = requests.answer(Kind.COUNTERS, message.head().messageId());
        List<LaneCounters.Lane> lanes = new ArrayList<>(message.counts().size());
        for (int count : message.counts()) {
            int lane = lanes.size() + settings.wire().laneBase();
            lanes.add(new LaneCounters.Lane(lane, count));
            if (fit == Fit.EXACT) {
                evidence.counted(lane, count);
            }
        }
        LaneCounters counters = new LaneCounters(id, lanes, fit == Fit.EXACT);
        return report(message.head(), Kind.COUNTERS, fit, counters, List.of(counters));
    }

    private List<Effect<VendingMessage>> restocked(VendingUplink.StockRestored message) {
        Fit fit = requests.answer(Kind.RESET, message.head().messageId());
        evidence.restocked();
        Restocked restocked = new Restocked(id, fit == Fit.EXACT);
        return report(message.head(), Kind.RESET, fit, restocked, List.of(restocked));
    }

    private List<Effect<VendingMessage>> temperature(VendingUplink.TemperatureReport message) {
        Fit fit = requests.answer(Kind.TEMPERATURE, message.head().messageId());
        Temperature temperature = new Temperature(id, message.celsius(), message.text(), fit == Fit.EXACT);
        return report(message.head(), Kind.TEMPERATURE, fit, temperature, List.of(temperature));
    }

    private List<Effect<VendingMessage>> network(VendingUplink.Network message) {
        Fit fit = requests.answer(Kind.NETWORK, message.head().messageId());
        NetworkSignal signal = new NetworkSignal(id, message.rssi(), null, TECHNOLOGY);
        List<DeviceEvent> events = new ArrayList<>(3);
        events.add(signal);
        String iccid = message.iccid();
        if (iccid != null) {
            events.add(new SimCard(id, iccid));
        }
        String cell = message.cell();
        if (cell != null) {
            events.add(new CellLocation(id, cell));
        }
        return report(message.head(), Kind.NETWORK, fit, signal, events);
    }

    private List<Effect<VendingMessage>> report(
            VendingUplink.Head head, Kind kind, Fit fit, DeviceReply reply, List<? extends DeviceEvent> events) {
        List<Effect<VendingMessage>> effects = new ArrayList<>(events.size() + 2);
        if (fit == Fit.LOOSE) {
            effects.add(new Effect.Anomaly<>("message-id-mismatch", OTHER_NUMBER));
        }
        events.forEach(event -> effects.add(new Effect.Publish<>(event)));
        if (fit != Fit.UNASKED) {
            // What only may be the answer is no late answer when nobody waits.
            Safety safety = kind == Kind.RESET && fit == Fit.EXACT ? Safety.SET : Safety.READ;
            effects.add(new Effect.Answer<>(ReplyKey.of(kind), reply, safety));
        }
        return once(head, kind.answer(), effects);
    }

    /**
     * A message with a number is the same when it comes again with that number: from a cabinet that did not see its acknowledgement,
     * or from the broker after a connection broke. One without a number cannot be told from another.
     */
    private static List<Effect<VendingMessage>> once(
            VendingUplink.Head head, int code, List<Effect<VendingMessage>> effects) {
        return head.messageId() == 0
                ? effects
                : List.of(new Effect.Once<>(
                        new Effect.DedupKey(scope(code, head.messageId()), content(head.content()), REMEMBERED),
                        effects));
    }

    /** Under which name a message is remembered. */
    static String scope(int code, int messageId) {
        return code + "/" + messageId;
    }

    private static String content(String content) {
        if (content.length() <= LONGEST_CONTENT) {
            return content;
        }
        CRC32C sum = new CRC32C();
        sum.update(content.getBytes(StandardCharsets.UTF_8));
        return content.length() + "#" + Long.toHexString(sum.getValue());
    }
}
