package io.devicegateway.wosi;

import io.devicegateway.api.BankId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The eight bytes that identify a bank on the wire, held in a {@code long}, and the {@link BankId} that people read on it.
 *
 * <p>Where the first four bytes are ASCII letters or digits the id is shown as these four characters and the rest as eight
 * hexadecimal digits ({@code RL1A7C000041}, as it is printed on the bank), otherwise as sixteen hexadecimal digits. The two
 * forms differ in length, so each reads back as exactly the bytes it came from. All zero is no id: the cabinet could not
 * read it, or there is no bank.
 */
public final class TerminalId {
    /** What a cabinet sends where it has no id. */
    public static final long NONE = 0;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final int SHORT_FORM = 12;
    private static final int LONG_FORM = 16;

    private TerminalId() {}

    /** The bank with that id; null when it is {@link #NONE}. */
    public static @Nullable BankId bank(long terminal) {
        return terminal == NONE ? null : new BankId(display(terminal));
    }

    /** The id as people read it; sixteen zeros for {@link #NONE}. */
    public static String display(long terminal) {
        int front = (int) (terminal >>> 32);
        boolean readable = isLetterOrDigit(front >>> 24)
                && isLetterOrDigit(front >>> 16 & 0xff)
                && isLetterOrDigit(front >>> 8 & 0xff)
                && isLetterOrDigit(front & 0xff);
        byte[] text = new byte[readable ? SHORT_FORM : LONG_FORM];
        int end = text.length;
        for (int shift = 0; end > (readable ? 4 : 0); shift += 4) {
            text[--end] = HEX[(int) (terminal >>> shift) & 0xf];
        }
        if (readable) {
            text[0] = (byte) (front >>> 24);
            text[1] = (byte) (front >>> 16);
            text[2] = (byte) (front >>> 8);
            text[3] = (byte) front;
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /**
     * The bytes behind what people read.
     *
     * @throws IllegalArgumentException if the id is in neither form
     */
    public static long parse(BankId bank) {
        String text = bank.value();
        try {
            if (text.length() == LONG_FORM) {
                return HexFormat.fromHexDigitsToLong(text);
            }
            if (text.length() == SHORT_FORM) {
                long front = 0;
                for (int i = 0; i < 4; i++) {
                    front = front << 8 | text.charAt(i);
                }
                return front << 32 | (HexFormat.fromHexDigits(text, 4, SHORT_FORM) & 0xffff_ffffL);
            }
        } catch (IllegalArgumentException notHexadecimal) {
            throw unreadable(text, notHexadecimal);
        }
        throw unreadable(text, null);
    }

    /** The id as sixteen hexadecimal digits, whatever its form. */
    public static String hex(long terminal) {
        return HexFormat.of().toHexDigits(terminal).toUpperCase(Locale.ROOT);
    }

    private static IllegalArgumentException unreadable(String text, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "bank id '" + text + "' is neither 4 characters and 8 hexadecimal digits, as RL1A7C000041, nor 16"
                        + " hexadecimal digits",
                cause);
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
