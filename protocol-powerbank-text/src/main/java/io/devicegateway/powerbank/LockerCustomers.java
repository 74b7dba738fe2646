package io.devicegateway.powerbank;

import io.devicegateway.api.BankId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** People at a virtual locker, who come at random and either bring a bank back or want one. */
final class LockerCustomers {
    private final double meanPauseMillis;
    private final Random random;
    private final List<BankId> inHand = new ArrayList<>();
    private long nextAt = Long.MIN_VALUE;

    LockerCustomers(PowerbankLockerSettings.Customers settings, String imei, long seed) {
        this.meanPauseMillis = settings.pause().toMillis();
        this.random = new Random(seed);
        for (int i = 1; i <= settings.banksInHand(); i++) {
            // "V": a bank that came from elsewhere.
            inHand.add(new BankId(String.format("V%s%03d", imei.substring(9), i)));
        }
    }

    /** When the next one comes. */
    long nextAt(long nowMillis) {
        if (nextAt == Long.MIN_VALUE) {
            nextAt = nowMillis + pause();
        }
        return nextAt;
    }

    /** One has come. */
    void cameAt(long nowMillis) {
        nextAt = nowMillis + pause();
    }

    /** Whether the one who came brings a bank back, if there is room for it. */
    @Nullable
    BankId brings(boolean roomForIt, boolean banksToRent) {
        if (inHand.isEmpty() || !roomForIt || (banksToRent && random.nextBoolean())) {
            return null;
        }
        return inHand.remove(random.nextInt(inHand.size()));
    }

    /** Someone walks away with it. */
    void take(BankId bank) {
        inHand.add(bank);
    }

    private long pause() {
        double pause = -meanPauseMillis * Math.log(1 - random.nextDouble());
        return Math.max(1, Math.round(Math.min(pause, 4 * meanPauseMillis)));
    }
}
