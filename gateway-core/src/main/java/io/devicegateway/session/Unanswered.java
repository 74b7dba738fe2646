package io.devicegateway.session;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest commands of one connection that got no reply in time, by the key of the reply that may still come. */
final class Unanswered {
    private static final int MOST = 32;

    private final Map<Object, String> commands = new LinkedHashMap<>(2);

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
