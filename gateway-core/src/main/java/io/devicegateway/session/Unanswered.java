package io.devicegateway.session;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was written to one connection and got no reply, or none in time, by the key of the reply that may still come. */
final class Unanswered {
    private static final int MOST = 32;

    private final Map<Object, String> commands = new LinkedHashMap<>(2);
    private final Map<Object, ArrayDeque<Query>> asked = new HashMap<>(2);

    /** A query that was written at that time, as the so manieth of everything on its connection. */
    private record Query(long at, long number) {}

    /** A query was written. */
    void asked(Object replyKey, long now, long number) {
        ArrayDeque<Query> queries = asked.computeIfAbsent(replyKey, key -> new ArrayDeque<>(2));
        if (queries.size() < MOST) {
            queries.add(new Query(now, number));
        }
    }

    /** The number of the query that a reply would belong to, see {@link #askedAt}; that of the last one where none is open. */
    long number(Object replyKey, long latest) {
        ArrayDeque<Query> queries = asked.get(replyKey);
        Query first = queries == null ? null : queries.peek();
        return first == null ? latest : first.number();
    }

    /**
     * When the query was written that a reply belongs to. Devices answer in order, and not always: the reply may be a late one to an
     * earlier query, so it tells nothing of what came after the first one that is open.
     *
     * @param latest when the last one was written
     */
    long askedAt(Object replyKey, long latest) {
        ArrayDeque<Query> queries = asked.get(replyKey);
        Query first = queries == null ? null : queries.poll();
        return first == null ? latest : first.at();
    }

    /** Whoever is there from now on was asked nothing. */
    void forgetQueries() {
        asked.clear();
    }

    /** The id of the command that a reply with this key is for; null for none. It is not kept any longer. */
    @Nullable
    String take(Object replyKey) {
        return commands.remove(replyKey);
    }

    void add(Object replyKey, String commandId) {
        commands.put(replyKey, commandId);
        if (commands.size() > MOST) {
            commands.remove(commands.keySet().iterator().next());
        }
    }
}
