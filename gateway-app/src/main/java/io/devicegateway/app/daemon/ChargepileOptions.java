package io.devicegateway.app.daemon;

import io.devicegateway.app.config.ChargepileConfig;
import io.devicegateway.app.config.ChargepileConfig.PileMismatch;
import io.devicegateway.chargepile.BrokerSettings;
import io.devicegateway.chargepile.ChargepileSettings;
import io.devicegateway.protocol.Liveness;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The charging platform's protocol and its broker as they are configured. */
public final class ChargepileOptions {
    private ChargepileOptions() {}

    /** How lines are read. */
    public static ChargepileSettings lines(ChargepileConfig config) {
        ChargepileSettings.Wire wire = ChargepileSettings.Wire.DEFAULT;
        Charset charset = switch (config.charset()) {
            case UTF_8 -> StandardCharsets.UTF_8;
            case GBK -> Charset.forName("GBK");
        };
        ChargepileSettings.Presence presence = ChargepileSettings.Presence.DEFAULT;
        return new ChargepileSettings(
                new ChargepileSettings.Wire(
                        charset,
                        config.maxLine(),
                        config.pileMismatch() == PileMismatch.REJECT,
                        config.zone(),
                        wire.timestampUnit(),
                        wire.reservationUnit(),
                        rateTime(config)),
                new ChargepileSettings.Commands(config.maxAge(), config.dedup()),
                new ChargepileSettings.Presence(
                        new Liveness(config.staleAfter(), config.offlineAfter()),
                        presence.leastOffline(),
                        presence.freshFor()));
    }

    private static ChargepileSettings.RateTime rateTime(ChargepileConfig config) {
        return switch (config.rateTimeFormat()) {
            case CLOCK -> ChargepileSettings.RateTime.CLOCK;
            case SECONDS_OF_DAY -> ChargepileSettings.RateTime.SECOND_OF_DAY;
            case EPOCH_MILLIS -> ChargepileSettings.RateTime.EPOCH_MILLIS;
        };
    }

    /**
     * Where they come from.
     *
     * @param own whether the broker is the gateway's own, which has nothing in it that the gateway did not create
     * @throws IOException if the file of trusted certificates cannot be read; says which and why
     */
    public static BrokerSettings broker(ChargepileConfig config, URI address, boolean own) throws IOException {
        BrokerSettings.Timing timing = BrokerSettings.Timing.DEFAULT;
        return new BrokerSettings(
                address,
                trust(config.trustFile()),
                new BrokerSettings.Queue(
                        config.queue(),
                        config.exchange(),
                        config.routingKey(),
                        own || config.autoCreate(),
                        config.prefetch()),
                new BrokerSettings.DeadLetterSettings(
                        config.deadLetterExchange(),
                        config.deadLetterQueue(),
                        own || config.deadLetterCreate(),
                        config.deadLetterMaxLength()),
                new BrokerSettings.Timing(
                        config.heartbeat(),
                        config.answerWithin(),
                        config.verifyEvery(),
                        timing.firstRetry(),
                        config.lastRetry(),
                        timing.drain()));
    }

    private static Optional<SSLContext> trust(String file) throws IOException {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("trusted-" + number, certificate);
                number++;
            }
            if (number == 0) {
                throw new IOException("chargepile.trustFile " + file + " contains no certificate");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw new IOException("chargepile.trustFile " + file + " cannot be used: " + e.getMessage(), e);
        }
    }
}
