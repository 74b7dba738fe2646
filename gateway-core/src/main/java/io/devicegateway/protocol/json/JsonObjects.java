package io.devicegateway.protocol.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the objects in a payload: publishers glue several together, or write something around them. */
public final class JsonObjects {
    private JsonObjects() {}

    /**
     * The objects of a payload in their order, each from its brace to the one that closes it. A payload with no more than one
     * is answered as it stands, whatever is around it, so that a reader can say what is wrong with it. What is left over at the
     * end and is no whole object is one, too.
     *
     * @param most how many objects are looked for, 1 or more; what follows the last of them belongs to it
     */
    public static List<byte[]> in(byte[] payload, int most) {
        List<byte[]> objects = new ArrayList<>(1);
        int from = next(payload, 0);
        while (from < payload.length && objects.size() < most) {
            int end = objects.size() == most - 1 ? payload.length : end(payload, from);
            objects.add(Arrays.copyOfRange(payload, from, end));
            from = next(payload, end);
        }
        return objects.size() > 1 ? objects : List.of(payload);
    }

    private static int next(byte[] in, int from) {
        int at = from;
        while (at < in.length && in[at] != '{') {
            at++;
        }
        return at;
    }

    /** Behind the brace that closes the object which begins there; the end of the payload when none does. */
    private static int end(byte[] in, int from) {
        int depth = 0;
        int at = from;
        while (at < in.length) {
            byte value = in[at];
            if (value == '"') {
                int close = JsonBytes.closingQuote(in, at + 1);
                at = close < 0 ? in.length : close + 1;
                continue;
            }
            at++;
            depth += value == '{' ? 1 : value == '}' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        return in.length;
    }
}
