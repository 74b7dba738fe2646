package io.devicegateway.wosi;

import io.devicegateway.api.BankId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which ids stand for a bank whose id a cabinet could not read. Eight zeros always do.
 *
 * @param patterns sixteen hexadecimal digits each, of which {@code ?} stands for any
 */
public record UnreadableIds(List<String> patterns) {
    /** Eight bytes of blanks or of the digit 0, and a number of zeros or ff behind whatever text. */
    public static final UnreadableIds DEFAULT =
            new UnreadableIds(List.of("????????00000000", "????????FFFFFFFF", "2020202020202020", "3030303030303030"));

    /**
     * The ids.
     *
     * @throws IllegalArgumentException if a pattern is not of sixteen such characters
     */
    public UnreadableIds {
        patterns = patterns.stream()
                .map(pattern -> pattern.toUpperCase(Locale.ROOT))
                .toList();
        for (String pattern : patterns) {
            if (!pattern.matches("[0-9A-F?]{16}")) {
                throw new IllegalArgumentException(
                        "'" + pattern + "' is not 16 hexadecimal digits, of which ? stands for any");
            }
        }
    }

    /** The bank with that id; null when it stands for none that could be read. */
    @Nullable
    BankId bank(long terminal) {
        for (String pattern : patterns) {
            if (matches(pattern, terminal)) {
                return null;
            }
        }
        return TerminalId.bank(terminal);
    }

    private static boolean matches(String pattern, long terminal) {
        for (int i = 0; i < pattern.length(); i++) {
            char wanted = pattern.charAt(i);
            int digit = (int) (terminal >>> (60 - 4 * i)) & 0xf;
            if (wanted != '?' && Character.digit(wanted, 16) != digit) {
                return false;
            }
        }
        return true;
    }
}
