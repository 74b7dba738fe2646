package io.devicegateway.tcp;

import io.devicegateway.budget.ByteBudget;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The bytes that the connections of one event loop may hold, and those strangers which hold some, by when they began. Used on the
 * event loop only.
 */
final class LoopBytes {
    private static final int MOST_LOOKED_AT = 64;

    private final ByteBudget whole;
    private final ByteBudget messages;
    private final ByteBudget strangers;
    private final Set<Account> holding = new LinkedHashSet<>();

    /**
     * @param whole of the process
     * @param messages the share of whole messages that are not yet dealt with
     * @param strangers what strangers of this event loop may hold
     */
    LoopBytes(ByteBudget whole, ByteBudget messages, ByteBudget strangers) {
        this.whole = whole;
        this.messages = messages;
        this.strangers = strangers;
    }

    ByteBudget whole() {
        return whole;
    }

    ByteBudget messages() {
        return messages;
    }

    ByteBudget strangers() {
        return strangers;
    }

    void add(Account account) {
        holding.add(account);
    }

    void remove(Account account) {
        holding.remove(account);
    }

    /**
     * Has a stranger give way to that one: the one that has held bytes for longest of those which hold no less than others do.
     *
     * @return whether one did
     */
    boolean freeSome(Account to) {
        long average = holding.isEmpty() ? 0 : strangers.taken() / holding.size();
        Account first = null;
        Account chosen = null;
        Iterator<Account> eldest = holding.iterator();
        for (int i = 0; i < MOST_LOOKED_AT && chosen == null && eldest.hasNext(); i++) {
            Account account = eldest.next();
            if (account != to) {
                first = first == null ? account : first;
                chosen = account.held() >= average ? account : null;
            }
        }
        Account victim = chosen == null ? first : chosen;
        if (victim == null) {
            return false;
        }
        holding.remove(victim);
        victim.giveWay();
        return true;
    }
}
