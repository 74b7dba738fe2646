package io.devicegateway.vending;

import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.vending.VendingUplink.Head;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the contents of what a cabinet sends (000 section 3). */
final class UplinkReader {
    private static final int MOST_LANES = 1024;
    private static final int HIGHEST_COUNT = 255;
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,9}(\\.\\d{1,9})?");
    private static final Label EXTRA = new Label("a part that the document does not have", "文档未定义的字段");
    private static final Label CONTRADICTION =
            new Label("an undocumented part is not 0, though the goods are said to have fallen", "出货成功但多余字段不为0");
    private static final Label STRAY_COMMA = new Label("a comma too many", "多余的逗号");
    private static final Label ABOVE_255 = new Label("a counter above 255", "计数超过255");
    private static final Label CONDITION = new Label("a condition that the document does not have", "文档未定义的故障代码");
    private static final Label RESULT = new Label("a result that the document does not have", "文档未定义的执行结果");
    private static final Label NO_NUMBER = new Label("not a number", "不是数字");
    private static final Label RSSI = new Label("a signal strength that is not 0 to 31, or 99", "信号强度不是0到31或99");

    private final int laneBase;
    private final int resultIndex;
    private final ContentCursor in;
    private final Head head;

    UplinkReader(VendingSettings.Wire wire, Head head, ContentCursor in) {
        this.laneBase = wire.laneBase();
        this.resultIndex = wire.resultIndex();
        this.head = head;
        this.in = in;
    }

    VendingUplink read(VendingCode code) {
        return switch (code) {
            case VEND_RESULT -> vendReport();
            case LANES -> lanes();
            case COUNTERS -> counters();
            case RESTOCKED -> {
                in.rest();
                in.tell(VendingFields.NONE, null);
                yield new VendingUplink.StockRestored(head);
            }
            case TEMPERATURE -> temperature();
            case NETWORK -> network();
            case HEARTBEAT -> heartbeat();
            case VEND, QUERY_LANES, QUERY_COUNTERS, RESET, QUERY_TEMPERATURE, QUERY_NETWORK ->
                throw new IllegalArgumentException(code + " is a message of the server");
        };
    }

    private VendingUplink vendReport() {
        List<String> parts = new ArrayList<>(4);
        while (in.hasNext() && parts.size() < 16) {
            String part = in.next('&');
            explain(parts.size(), part);
            parts.add(part);
        }
        if (parts.size() <= resultIndex) {
            return unreadable("a result has the parts lane&order&result, this has " + parts.size());
        }
        int lane = VendingReader.number(parts.get(0));
        if (lane < 0 || parts.get(1).isEmpty() || parts.get(1).length() > 128) {
            return unreadable("a result begins with the number of a lane and an order");
        }
        String result = parts.get(resultIndex);
        List<String> extra = new ArrayList<>(parts.subList(2, parts.size()));
        extra.remove(resultIndex - 2);
        if (!extra.isEmpty()) {
            in.anomaly("extra-part", EXTRA);
        }
        if (result.equals("0") && extra.stream().anyMatch(part -> !part.equals("0"))) {
            in.anomaly("extra-not-zero", CONTRADICTION);
        }
        return new VendingUplink.VendReport(head, lane, parts.get(1), result, extra);
    }

    private void explain(int index, String part) {
        if (index == 0) {
            in.tell(VendingFields.LANE, null);
        } else if (index == 1) {
            in.tell(VendingFields.ORDER, null);
        } else if (index == resultIndex) {
            Label words = VendingFields.words(VendingFields.outcome(part));
            in.tell(VendingFields.RESULT, words);
            if (words.equals(VendingFields.UNDOCUMENTED)) {
                in.anomaly("unknown-result", RESULT);
            }
        } else {
            in.tell(VendingFields.EXTRA, VendingFields.UNDOCUMENTED);
        }
    }

    private VendingUplink lanes() {
        List<String> conditions = new ArrayList<>(16);
        while (in.hasNext()) {
            String part = in.next(',');
            if (part.isEmpty() && !in.hasNext()) {
                in.anomaly("stray-comma", STRAY_COMMA);
                break;
            }
            if (conditions.size() == MOST_LANES) {
                return tooMany();
            }
            Label words = VendingFields.words(VendingFields.condition(part));
            if (words.equals(VendingFields.UNDOCUMENTED)) {
                in.anomaly("unknown-condition", CONDITION);
            }
            in.tell(VendingFields.lane(conditions.size() + laneBase), words);
            conditions.add(part);
        }
        return new VendingUplink.Lanes(head, conditions);
    }

    private VendingUplink counters() {
        List<Integer> counts = new ArrayList<>(16);
        while (in.hasNext()) {
            String part = in.next(',');
            if (part.isEmpty() && !in.hasNext()) {
                in.anomaly("stray-comma", STRAY_COMMA);
                break;
            }
            if (counts.size() == MOST_LANES) {
                return tooMany();
            }
            in.tell(VendingFields.lane(counts.size() + laneBase), null);
            int count = VendingReader.number(part);
            if (count < 0) {
                return unreadable("counter " + (counts.size() + 1) + " is no number");
            }
            if (count > HIGHEST_COUNT) {
                in.anomaly("counter-range", ABOVE_255);
            }
            counts.add(count);
        }
        return new VendingUplink.Counters(head, counts);
    }

    private VendingUplink temperature() {
        String text = in.rest();
        BigDecimal celsius = NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
        if (celsius == null) {
            in.tell(VendingFields.CELSIUS, VendingFields.UNDOCUMENTED);
            in.anomaly("no-number", NO_NUMBER);
        } else {
            in.tell(VendingFields.CELSIUS, new Label(celsius + " °C", celsius + " °C"));
        }
        return new VendingUplink.TemperatureReport(head, celsius, text);
    }

    private VendingUplink network() {
        String rssi = in.next('&');
        int strength = VendingReader.number(rssi);
        in.tell(VendingFields.RSSI, VendingFields.rssi(strength));
        if (strength != 99 && (strength < 0 || strength > 31)) {
            in.anomaly("rssi-range", RSSI);
        }
        String iccid = "";
        if (in.hasNext()) {
            iccid = in.next('&');
            in.tell(VendingFields.ICCID, null);
        }
        String cell = "";
        if (in.hasNext()) {
            cell = in.rest();
            in.tell(VendingFields.CELL, null);
        }
        return new VendingUplink.Network(
                head, strength >= 0 && strength <= 31 ? strength : null, orNull(iccid), orNull(cell));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private VendingUplink heartbeat() {
        String text = in.rest();
        in.tell(VendingFields.COUNT, null);
        if (!Envelope.isNumber(text)) {
            in.anomaly("no-number", NO_NUMBER);
            return new VendingUplink.Heartbeat(head, -1);
        }
        return new VendingUplink.Heartbeat(head, Long.parseLong(text));
    }

    private VendingUplink tooMany() {
        return unreadable("there are more than " + MOST_LANES + " lanes");
    }

    private VendingUplink unreadable(String why) {
        in.anomaly("unreadable-content", new Label(why, "内容无法识别"));
        return new VendingUplink.Other(head, "", why);
    }
}
