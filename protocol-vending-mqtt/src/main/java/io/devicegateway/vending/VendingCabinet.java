package io.devicegateway.vending;

import io.devicegateway.api.DeviceId;
import io.devicegateway.simulation.Mischief;
import io.devicegateway.simulation.VirtualDevice;
import io.devicegateway.vending.VendingFault.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A vending cabinet made of code (000): it beats, reports its temperature, gives out goods when it is told to, and answers every
 * question. It misbehaves on request, see {@link VendingFault}. What it transmits is one publish each, and what it is given
 * is one each.
 *
 * <p>It reads and writes with code of its own, and takes what the server sends by the letter: each deviation is counted and told
 * to the listener. What it gave out for which order it remembers, so that whoever sold can be held against it. Whoever calls
 * {@link #restock}, {@link #jam} or {@link #inject} does so on the thread that runs it, and looks at {@link #nextTick}
 * afterwards.
 */
public final class VendingCabinet implements VirtualDevice {
    private static final Pattern ORDER = Pattern.compile(
            "\\{\"c\":(\\d{1,4}),\"f\":\"([^\"]*)\",\"t\":\"([^\"]*)\",\"m\":\"([^\"]*)\",\"mi\":([1-9]\\d{0,9})\\}");
    private static final String NETWORK = "23&89860317045714788688&460,0,10133,3841";
    private static final byte[] JUNK = {'h', 'e', 'l', 'l', 'o', 0, (byte) 0xff, '{', '"'};

    private final VendingCabinetSettings settings;
    private final VendingCabinetListener listener;
    private final DeviceId id;
    private final CabinetLanes lanes;
    private final CabinetWriter writer;
    private final Mischief<Kind, VendingFault> mischief;
    private final Random random;
    private final PriorityQueue<Outgoing> outbox =
            new PriorityQueue<>(Comparator.comparingLong(Outgoing::at).thenComparingLong(Outgoing::order));
    private final Set<byte[]> retained = Collections.newSetFromMap(new IdentityHashMap<>());

    private long now;
    private boolean connected;
    private boolean silent;
    private boolean fallsSilent;
    private long nextBeat;
    private long nextTemperature;
    private long nextCustomer = Long.MAX_VALUE;
    private long motorFreeAt;
    private long sent;
    private long beats;
    private int ownMessageId;
    private long wrongs;
    private long sales;
    private long customers;

    public VendingCabinet(VendingCabinetSettings settings, VendingCabinetListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.id = new DeviceId(VendingProtocol.NAME, settings.device());
        this.lanes = new CabinetLanes(settings.lanes(), settings.stock());
        this.writer = new CabinetWriter(settings.device(), settings.serverId());
        this.mischief = new Mischief<>(settings.chances(), settings.seed());
        this.random = new Random(settings.seed());
        this.ownMessageId = 1 + random.nextInt(1000);
    }

    // what people and tests do to it

    /** Someone fills it up and presses the button. */
    public void restock() {
        lanes.restock();
        say(VendingCode.RESTOCKED, "0", nextMessageId());
    }

    /** From now on the lane gives nothing out, or does again. */
    public void jam(int lane, boolean jammed) {
        lanes.jam(lane, jammed);
        say(VendingCode.LANES, lanes.conditions(), nextMessageId());
    }

    /** Misbehaves once, see {@link VendingFault}. */
    public void inject(VendingFault fault) {
        if (fault == VendingFault.FALL_SILENT) {
            fallsSilent = true;
        } else {
            mischief.order(fault);
        }
    }

    // what it tells

    @Override
    public DeviceId id() {
        return id;
    }

    /** How often goods fell for an order. */
    public int fallenFor(String order) {
        return lanes.fallenFor(order);
    }

    /** How often goods fell. */
    public int fallen() {
        return lanes.fallen();
    }

    /** What a lane has counted. */
    public int counter(int lane) {
        return lanes.counter(lane);
    }

    /** How many sales it was sent, each counted as often as it came. */
    public long sales() {
        return sales;
    }

    /** How often the server did something that the document does not allow. */
    public long wrongs() {
        return wrongs;
    }

    /** Whether this, which it transmitted just now, wants to be published as retained. Says so once. */
    public boolean isRetained(byte[] transmitted) {
        return retained.remove(transmitted);
    }

    // the conversation

    @Override
    public List<Act> onConnect(long nowMillis) {
        now = nowMillis;
        connected = true;
        silent = false;
        nextBeat = now;
        nextTemperature = now + settings.timing().temperature().toMillis();
        nextCustomer = nextCustomerAt();
        return acts();
    }

    @Override
    public void onDisconnect(long nowMillis) {
        now = nowMillis;
        connected = false;
        retained.clear();
    }

    @Override
    public List<Act> onBytes(byte[] bytes, long nowMillis) {
        now = nowMillis;
        if (connected && !silent) {
            heard(new String(bytes, StandardCharsets.UTF_8));
        }
        return acts();
    }

    @Override
    public List<Act> onTick(long nowMillis) {
        now = nowMillis;
        return acts();
    }

    @Override
    public long nextTick() {
        if (!connected || silent) {
            return Long.MAX_VALUE;
        }
        Outgoing first = outbox.peek();
        long next = Math.min(nextBeat, Math.min(nextTemperature, nextCustomer));
        return fallsSilent ? now : first == null ? next : Math.min(next, first.at());
    }

    private List<Act> acts() {
        if (!connected || silent) {
            return List.of();
        }
        if (nextBeat <= now) {
            nextBeat = now + settings.timing().heartbeat().toMillis();
            beats++;
            say(VendingCode.HEARTBEAT, String.valueOf(beats), nextMessageId());
            fallsSilent |= mischief.befalls(Kind.CONNECTION) == VendingFault.FALL_SILENT;
        }
        if (nextTemperature <= now) {
            nextTemperature = now + settings.timing().temperature().toMillis();
            say(VendingCode.TEMPERATURE, temperature(), nextMessageId());
        }
        customer();
        List<Act> acts = new ArrayList<>();
        while (!outbox.isEmpty() && outbox.element().at() <= now) {
            acts.add(new Act.Transmit(outbox.remove().payload()));
        }
        if (fallsSilent) {
            fallsSilent = false;
            silent = true;
            acts.add(new Act.FallSilent());
        }
        return acts;
    }

    private void customer() {
        if (nextCustomer > now) {
            return;
        }
        nextCustomer = nextCustomerAt();
        int lane = lanes.anyStocked(random.nextInt());
        if (lane == 0) {
            restock();
        } else {
            customers++;
            // Digits that a cabinet can keep in 32 bits, and no two the same for seven years of customers a second.
            long order = Math.floorMod(settings.seed() * 31 + customers * 7919, 4_294_967_295L);
            listener.saleWanted(this, lane, String.valueOf(order));
        }
    }

    private long nextCustomerAt() {
        return settings.customersEvery() == null
                ? Long.MAX_VALUE
                : now
                        + 1
                        + (long) (-Math.log(1 - random.nextDouble())
                                * settings.customersEvery().toMillis());
    }

    private int nextMessageId() {
        ownMessageId = ownMessageId == Integer.MAX_VALUE ? 1 : ownMessageId + 1;
        return ownMessageId;
    }

    private static String temperature() {
        return "4.5";
    }

    // what the server sends

    private void heard(String text) {
        Matcher order = ORDER.matcher(text);
        if (!order.matches()) {
            wrong("not written as the document writes: " + text);
            return;
        }
        if (!order.group(2).equals(settings.serverId()) || !order.group(3).equals(settings.device())) {
            wrong("not from " + settings.serverId() + " to " + settings.device() + ": " + text);
            return;
        }
        int messageId = Integer.parseInt(order.group(5));
        String content = order.group(4);
        int code = Integer.parseInt(order.group(1));
        if (code == VendingCode.VEND.number()) {
            sale(content, messageId);
            return;
        }
        VendingCode query = VendingCode.of(code);
        if (!content.equals("0") || query == null || query.isUplink()) {
            wrong("no such order: " + text);
        } else if (mischief.befalls(Kind.QUERY) == null) {
            answerQuery(query, messageId);
        }
    }

    private void answerQuery(VendingCode query, int messageId) {
        switch (query) {
            case QUERY_LANES -> answer(VendingCode.LANES, lanes.conditions(), messageId, now);
            case QUERY_COUNTERS -> answer(VendingCode.COUNTERS, lanes.counters(), messageId, now);
            case QUERY_TEMPERATURE -> answer(VendingCode.TEMPERATURE, temperature(), messageId, now);
            case QUERY_NETWORK -> answer(VendingCode.NETWORK, NETWORK, messageId, now);
            case RESET -> {
                lanes.restock();
                answer(VendingCode.RESTOCKED, "0", messageId, now);
            }
            case VEND, VEND_RESULT, LANES, COUNTERS, RESTOCKED, TEMPERATURE, NETWORK, HEARTBEAT ->
                throw new IllegalArgumentException(query + " is no query");
        }
    }

    private void sale(String content, int messageId) {
        int sign = content.indexOf('&');
        if (sign < 1 || !content.substring(0, sign).matches("[1-9]\\d{0,2}") || content.indexOf('&', sign + 1) >= 0) {
            wrong("a sale is lane&order: " + content);
            return;
        }
        sales++;
        int lane = Integer.parseInt(content.substring(0, sign));
        String order = content.substring(sign + 1);
        VendingFault fault = mischief.befalls(Kind.SALE);
        if (fault == VendingFault.IGNORE_SALE) {
            return;
        }
        if (lanes.isSeen(order)) {
            wrong("order number " + order + " came twice");
            result(content, 5, messageId, now);
            return;
        }
        int result = lanes.sell(lane, order, fault == VendingFault.JAMMED_LANE, fault == VendingFault.NO_DROP);
        if (result == 0 || result == 3) {
            listener.dispensed(this, lane, order);
        }
        motorFreeAt = Math.max(motorFreeAt, now) + settings.timing().dispense().toMillis();
        if (fault == VendingFault.DUPLICATE_DELIVERY) {
            result(content, 5, messageId, now);
        }
        if (fault != VendingFault.LOSE_RESULT) {
            result(content, result, messageId, motorFreeAt);
        }
    }

    private void result(String content, int result, int messageId, long at) {
        answer(VendingCode.VEND_RESULT, content + "&" + result + (settings.fourthField() ? "&0" : ""), messageId, at);
    }

    private void answer(VendingCode code, String content, int messageId, long at) {
        VendingFault fault = mischief.befalls(Kind.ANSWER);
        long when = fault == VendingFault.LATE_ANSWER
                ? at + settings.timing().lateBy().toMillis()
                : at;
        int number = fault == VendingFault.WRONG_MESSAGE_ID
                ? messageId ^ 1
                : fault == VendingFault.NO_MESSAGE_ID ? 0 : messageId;
        sayAt(code, content, number, when);
        if (fault == VendingFault.ANSWER_TWICE) {
            sayAt(code, content, number, when);
        }
    }

    private void say(VendingCode code, String content, int messageId) {
        sayAt(code, content, messageId, now);
    }

    private void sayAt(VendingCode code, String content, int messageId, long at) {
        @Nullable VendingFault fault = mischief.befalls(Kind.MESSAGE);
        if (fault == VendingFault.JUNK) {
            put(JUNK.clone(), at);
        }
        byte[] payload = writer.write(code.number(), content, messageId, fault);
        if (fault == VendingFault.RETAINED) {
            retained.add(payload);
        }
        put(payload, at);
    }

    private void put(byte[] payload, long at) {
        outbox.add(new Outgoing(payload, at, sent++));
    }

    private void wrong(String what) {
        wrongs++;
        listener.wrong(this, what);
    }

    private record Outgoing(byte[] payload, long at, long order) {}
}
