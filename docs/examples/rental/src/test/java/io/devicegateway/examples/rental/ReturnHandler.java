// snippet: handler
package io.devicegateway.examples.rental;

import io.devicegateway.api.BankReturned;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.EventRecord;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends the billing of every power bank that comes back. */
public final class ReturnHandler implements EventHandler {
    private final Set<String> handled = ConcurrentHashMap.newKeySet(); // in real life: a table

    @Override
    public void handle(EventRecord record) {
        if (record.event() instanceof BankReturned returned) {
            if (handled.add(record.id())) { // the same event may come twice, with the same id
                System.out.println(returned.bank() + " is back at " + returned.device() + " slot " + returned.slot()
                        + " since " + record.receivedAt());
            }
        }
    }

    int count() {
        return handled.size();
    }
}
// end
