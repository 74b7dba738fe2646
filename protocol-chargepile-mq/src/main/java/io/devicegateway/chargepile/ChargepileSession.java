package io.devicegateway.chargepile;

import io.devicegateway.api.CommandOrigin;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Execution;
import io.devicegateway.api.MalformedMessage;
import io.devicegateway.api.PlatformHeartbeat;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.ProtocolSession;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What follows from the lines of a platform. Each becomes one event, whose identity survives that it is delivered again:
 *
 * <ul>
 *   <li>a line that the broker <em>delivers again</em> and whose event is stored leads to nothing but its acknowledgement;
 *   <li>a line that the platform <em>sends again</em>, which the broker delivers for the first time, is an event that says
 *       of which one it is the duplicate.
 * </ul>
 */
final class ChargepileSession implements ProtocolSession<ChargepileMessage> {
    private static final Duration CLOCK_AHEAD = Duration.ofSeconds(10);

    private final ChargepileSettings settings;
    private final InstantSource time;
    private final MessageDigest digest = sha256();
    private final Effect<ChargepileMessage> beat;
    private boolean identified;

    ChargepileSession(ChargepileSettings settings, InstantSource time) {
        this.settings = settings;
        this.time = time;
        this.beat = new Effect.Beat<>(settings.presence().leastOffline());
    }

    @Override
    public List<Effect<ChargepileMessage>> onMessage(ChargepileMessage message) {
        throw new UnsupportedOperationException("a line is recognised by its bytes: hand over how it came");
    }

    @Override
    public List<Effect<ChargepileMessage>> onMessage(ChargepileMessage message, Arrival arrival) {
        Instant now = time.instant();
        Optional<Duration> age = message.header().sentAt().map(sent -> Duration.between(sent, now));
        List<Effect<ChargepileMessage>> effects = new ArrayList<>(3);
        boolean fresh =
                age.isPresent() && age.get().abs().compareTo(settings.presence().freshFor()) <= 0;
        if (fresh && !identified) {
            identified = true;
            effects.add(new Effect.Identify<>(ChargepileProtocol.PLATFORM));
        }
        age.flatMap(each -> clock(each, message, arrival)).ifPresent(effects::add);
        if (message.command() instanceof ChargepileCommand.Heartbeat) {
            if (fresh) {
                effects.add(beat);
            }
            effects.add(heartbeat(message.header(), arrival));
        } else {
            effects.add(command(message, arrival, age));
        }
        return effects;
    }

    /**
     * Says how far the platform's clock is from ours. A line cannot come before it was written, so one from the future tells of a
     * clock that is ahead. One that is old may have waited; a heartbeat is written to be heard at once.
     */
    private Optional<Effect<ChargepileMessage>> clock(Duration age, ChargepileMessage message, Arrival arrival) {
        long seconds = age.abs().toSeconds();
        if (age.isNegative() && seconds >= CLOCK_AHEAD.toSeconds()) {
            return Optional.of(new Effect.Anomaly<>(
                    "clock-ahead",
                    new Label(
                            "the platform's clock is " + seconds + " s ahead of the gateway's: set it, or raise maxAge",
                            "平台时钟比网关快" + seconds + "秒：请校时或调大maxAge")));
        }
        boolean beats = message.command() instanceof ChargepileCommand.Heartbeat && !arrival.redelivered();
        return beats && age.compareTo(settings.presence().freshFor()) > 0
                ? Optional.of(new Effect.Anomaly<>(
                        "clock-behind",
                        new Label(
                                "a heartbeat is " + seconds
                                        + " s old: the platform's clock is behind, or lines wait at the broker",
                                "心跳已过去" + seconds + "秒：平台时钟偏慢或消息积压")))
                : Optional.empty();
    }

    private Effect<ChargepileMessage> heartbeat(ChargepileHeader header, Arrival arrival) {
        String pile = header.pile();
        Effect<ChargepileMessage> publish = new Effect.Publish<>(
                new PlatformHeartbeat(ChargepileProtocol.PLATFORM, pile.isEmpty() ? null : pile, origin(header)));
        return once(ChargepileProtocol.PLATFORM, arrival, publish);
    }

    private Effect<ChargepileMessage> command(ChargepileMessage message, Arrival arrival, Optional<Duration> age) {
        ChargepileHeader header = message.header();
        DeviceId pile = new DeviceId(ChargepileProtocol.NAME, header.pile());
        CommandOrigin origin = origin(header);
        Execution execution =
                ExecutionRules.decide(message, age, settings.commands().maxAge());
        return new Effect.Recognise<>(
                pile,
                key(message.command().code() + "," + header.timestamp(), arrival.frame()),
                List.of(new Effect.Publish<>(ChargingEvents.of(pile, message.command(), origin, execution))),
                seen -> arrival.redelivered()
                        ? List.of()
                        : List.of(new Effect.Publish<>(ChargingEvents.of(
                                pile, message.command(), origin, Execution.duplicate(seen.event(), seen.at())))));
    }

    @Override
    public List<Effect<ChargepileMessage>> onMalformed(MalformedFrame fault, Arrival arrival) {
        return List.of(once(
                ChargepileProtocol.PLATFORM,
                arrival,
                new Effect.Publish<>(new MalformedMessage(
                        ChargepileProtocol.PLATFORM, fault.kind(), String.valueOf(fault.getMessage())))));
    }

    /** An event for each time that the platform sends a line, however often the broker delivers it. */
    private Effect<ChargepileMessage> once(DeviceId device, Arrival arrival, Effect<ChargepileMessage> publish) {
        return new Effect.Recognise<>(
                device,
                key("", arrival.frame()),
                List.of(publish),
                seen -> arrival.redelivered() ? List.of() : List.of(publish));
    }

    private Effect.DedupKey key(String content, byte[] line) {
        String hash = Base64.getEncoder().withoutPadding().encodeToString(digest.digest(line));
        return new Effect.DedupKey(hash, content, settings.commands().duplicates());
    }

    private static CommandOrigin origin(ChargepileHeader header) {
        return new CommandOrigin(header.sentAt().orElse(null), header.ip(), header.version());
    }

    /** The platform's lines go one way: nothing can be sent to it. */
    @Override
    public Optional<Ask<ChargepileMessage>> onCommand(DeviceCommand<?> command) {
        return Optional.empty();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
