package io.devicegateway.session;

import io.devicegateway.api.DeviceId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the device has received on one connection, as far as it shows: it reads in order, so who replies to a command has received
 * everything that was written before that. A report whose answer has not been received comes again, whatever the device says
 * of the place meanwhile; so its memory lasts until the answer has. Of those answered on an earlier connection that is not known: they
 * come again before the device replies to what follows its welcome. Runs on the link's executor.
 */
final class Receipts {
    /** In place of a command's number: the device says it by itself, of now. */
    static final long BY_ITSELF = 0;

    private final DedupWindow dedup;
    private final long connection;
    /** What is to be forgotten once its answer has been received, by scope. */
    private final Map<String, ReportMemo> owed = new LinkedHashMap<>(2);

    private @Nullable DeviceId device;
    private long welcome = Long.MAX_VALUE;
    private long written;
    private long received;

    /** @param connection its number in the process, 1 or more */
    Receipts(DedupWindow dedup, long connection) {
        this.dedup = dedup;
        this.connection = connection;
    }

    /** The connection speaks for that device from now on. */
    void begin(DeviceId speaksFor) {
        device = speaksFor;
        owed.clear();
        welcome = Long.MAX_VALUE;
    }

    /** That is durable, and its answer is about to be written. */
    void welcoming() {
        welcome = ++written;
    }

    /** The answers to a report are about to be written. */
    void answering(ReportMemo report) {
        report.answeredOn(connection, ++written);
    }

    /** A command is about to be written. Answers its number, 1 or more. */
    long commanding() {
        return ++written;
    }

    /**
     * Has the reports of these scopes, and those that are owed, count as new when they come again. One of which the answer is under
     * way, or was written after the command that the device replies to, stays and is owed.
     *
     * @param replied the number of the command that the device replies to, or {@link #BY_ITSELF}
     * @return the scopes of which something was forgotten
     */
    List<String> forget(List<String> scopes, long replied) {
        DeviceId known = device;
        if (known == null) {
            return List.of();
        }
        received = Math.max(received, replied);
        long upTo = replied == BY_ITSELF ? written + 1 : replied;
        List<String> forgotten = new ArrayList<>(2);
        for (String scope : scopes) {
            ReportMemo report = dedup.find(known, scope);
            owed.remove(scope);
            if (report != null && !drop(known, scope, report, upTo, forgotten)) {
                owed.put(scope, report);
            }
        }
        Iterator<Map.Entry<String, ReportMemo>> entries = owed.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, ReportMemo> each = entries.next();
            if (each.getValue().isForgotten() || drop(known, each.getKey(), each.getValue(), received, forgotten)) {
                entries.remove();
            }
        }
        return forgotten;
    }

    private boolean drop(DeviceId whose, String scope, ReportMemo report, long upTo, List<String> forgotten) {
        boolean may = report.answerNumber(connection, welcome) < upTo;
        if (may) {
            dedup.drop(whose, report);
            forgotten.add(scope);
        }
        return may;
    }
}
