package io.devicegateway.vending;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.UnsetIds;
import io.devicegateway.vending.FlatObject.Member;
import io.devicegateway.vending.FlatObject.Shape;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands around the content of a message: c, f, t, m, mi. */
final class Envelope {
    static final Pattern DEVICE = Pattern.compile("[0-9A-Za-z_-]{1,32}");

    private static final int LONGEST_NUMBER = 10;
    private static final Label TYPE = new Label("a text for a number, or the other way round", "数字与文本类型不符");
    private static final Label BLANKS = new Label("blanks around an id", "ID前后有空格");
    private static final Label EXTRA = new Label("a member that the document does not have", "文档未定义的成员");
    private static final Label TWICE = new Label("a member twice; the last counts", "成员重复，以最后一个为准");
    private static final Label NO_ID =
            new Label("the message id is no number from 0 to 2147483647", "消息号不是0到2147483647的数字");
    private static final Label NO_TO = new Label("the message names no recipient", "报文没有接收方");

    private final byte[] frame;
    private final DecodeListener listener;
    private final List<Member> members;

    private @Nullable Member code;
    private @Nullable Member from;
    private @Nullable Member to;
    private @Nullable Member content;
    private @Nullable Member messageId;

    private Envelope(byte[] frame, DecodeListener listener, List<Member> members) {
        this.frame = frame;
        this.listener = listener;
        this.members = members;
    }

    static Envelope read(byte[] frame, DecodeListener listener) throws MalformedFrame {
        Envelope envelope = new Envelope(frame, listener, FlatObject.read(frame, listener));
        envelope.members.forEach(envelope::take);
        return envelope;
    }

    private void take(Member member) {
        Member before = null;
        switch (member.name()) {
            case "c" -> {
                before = code;
                code = member;
            }
            case "f" -> {
                before = from;
                from = member;
            }
            case "t" -> {
                before = to;
                to = member;
            }
            case "m" -> {
                before = content;
                content = member;
            }
            case "mi" -> {
                before = messageId;
                messageId = member;
            }
            default -> listener.anomaly("extra-member", member.offset(), EXTRA);
        }
        if (before != null) {
            listener.anomaly("member-twice", member.offset(), TWICE);
        }
    }

    /** The code as it stands. */
    String code() throws MalformedFrame {
        Member member = code;
        if (member == null || isMissing(member)) {
            throw new MalformedFrame("no-code", "the message has no code c");
        }
        type(member, Shape.BARE);
        return text(member).strip();
    }

    /** The number of a code; -1 for a code that is none. */
    static int number(String code) {
        return isNumber(code) ? (int) Long.parseLong(code) : -1;
    }

    /** The sender, without blanks around it. */
    String from() throws MalformedFrame {
        Member member = from;
        String id = id(member);
        if (member == null || id == null) {
            throw new MalformedFrame("no-sender", "the message has no sender f");
        }
        // A number by its digits may be an id; true, null, 1e3 and 8.6e14 are none.
        if (member.shape() == Shape.BARE && !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new MalformedFrame("bad-device", "f is neither a text nor a whole number by its digits");
        }
        return id;
    }

    /** The recipient, without blanks around it; null when there is none. */
    @Nullable
    String to() {
        String id = id(to);
        if (id == null) {
            listener.anomaly("no-recipient", 0, NO_TO);
        }
        return id;
    }

    private @Nullable String id(@Nullable Member member) {
        if (member == null || isMissing(member)) {
            return null;
        }
        type(member, Shape.TEXT);
        String raw = text(member);
        String id = raw.strip();
        if (id.length() != raw.length()) {
            listener.anomaly("blank-in-id", member.offset(), BLANKS);
        }
        return id;
    }

    /** The content as it stands; empty when there is none. */
    String content() {
        Member member = content;
        if (member == null || member.shape() == Shape.NOTHING) {
            return "";
        }
        type(member, Shape.TEXT);
        return text(member);
    }

    /** The number of the message; 0 when it has none. */
    int messageId() {
        Member member = messageId;
        if (member == null || member.shape() == Shape.NOTHING) {
            return 0;
        }
        type(member, Shape.BARE);
        String text = text(member).strip();
        long value = isNumber(text) ? Long.parseLong(text) : -1;
        if (value < 0 || value > Integer.MAX_VALUE) {
            listener.anomaly("bad-message-id", member.offset(), NO_ID);
            return 0;
        }
        return (int) value;
    }

    /** Whether that names a device: many would share an id that was never set. */
    static boolean isDevice(String id) {
        return DEVICE.matcher(id).matches() && !UnsetIds.isUnset(id);
    }

    static boolean isNumber(String text) {
        if (text.isEmpty() || text.length() > LONGEST_NUMBER) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isMissing(Member member) {
        return member.shape() == Shape.NESTED || member.shape() == Shape.NOTHING;
    }

    private void type(Member member, Shape expected) {
        if (member.shape() != expected) {
            listener.anomaly("value-type", member.offset(), TYPE);
        }
    }

    private String text(Member member) {
        return FlatObject.text(frame, member);
    }

    /**
     * Tells people of the members in the order in which they stand.
     *
     * @param parts tells of the parts of the content, given where it begins; not called when its parts have no places
     */
    void tell(int number, Parts parts) throws MalformedFrame {
        if (!listener.explains()) {
            parts.read(contentBase());
            return;
        }
        boolean told = false;
        for (Member member : members) {
            if (member.name().equals("m") && !told && contentBase() == member.from()) {
                parts.read(contentBase());
                told = true;
            } else {
                field(member, number);
            }
        }
        if (!told) {
            parts.read(-1);
        }
    }

    private int contentBase() {
        Member member = content;
        if (member == null || !member.plain() || member.shape() == Shape.NESTED) {
            return -1;
        }
        for (int i = member.from(); i < member.to(); i++) {
            if (frame[i] < 0) {
                return -1;
            }
        }
        return member.from();
    }

    private void field(Member member, int number) {
        Label name = switch (member.name()) {
            case "c" -> VendingFields.CODE;
            case "f" -> VendingFields.FROM;
            case "t" -> VendingFields.TO;
            case "m" -> VendingFields.CONTENT;
            case "mi" -> VendingFields.MESSAGE_ID;
            default -> new Label(member.name(), member.name());
        };
        Label meaning = switch (member.name()) {
            case "c" -> VendingFields.code(number);
            case "f", "t", "m", "mi" -> null;
            default -> VendingFields.UNDOCUMENTED;
        };
        listener.field(member.offset(), member.end() - member.offset(), name, text(member), meaning);
    }

    /** Reads the parts of the content. */
    interface Parts {
        /**
         * Reads them.
         *
         * @param base where the content begins in the frame; below zero when its parts have no places
         */
        void read(int base) throws MalformedFrame;
    }
}
