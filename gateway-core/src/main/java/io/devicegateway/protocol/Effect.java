package io.devicegateway.protocol;

import io.devicegateway.api.Decision;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Question;
import io.devicegateway.api.Safety;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol wants done because of a message. The session performs it; a protocol does no input or output itself.
 *
 * <p>Whatever the order in the list, no {@link Send} or {@link Close} of a message is performed before every
 * {@link Publish} of the same message is durable.
 *
 * @param <M> the protocol's messages
 */
public sealed interface Effect<M> {
    /** This link speaks for that device from now on. Comes before any effect that needs the device. */
    record Identify<M>(DeviceId device) implements Effect<M> {}

    /**
     * A durable event. Its device is the one identified, unless the link brings what concerns others too, as one to a platform
     * does.
     */
    record Publish<M>(DeviceEvent event) implements Effect<M> {}

    /**
     * Asks the authority and goes on with its answer, or with the configured fallback. At most one in a list of effects;
     * the effects of the answer belong to the same message.
     */
    record Consult<M, A>(Question<A> question, Function<Decision<A>, List<Effect<M>>> then) implements Effect<M> {}

    /**
     * Does these effects for the first report with this key. A report with the same key within its window gets the
     * same answer, byte for byte unless {@link ProtocolSession#again} puts it in other words, and nothing is published
     * again: also on a later connection and after a restart.
     */
    record Once<M>(DedupKey key, List<Effect<M>> effects) implements Effect<M> {}

    /**
     * Does the first effects for a message with this key, which publish at least one event of that device and remember the key
     * with the last of them. For a message with the same key within its window, also on a later connection and after a
     * restart, it does what follows from having seen it: nothing is acknowledged before the first one is durable, and
     * nothing at all happens when that failed. It is the only effect of its kind in a list, and the last but for what does
     * not depend on it.
     *
     * @param device of which the key is remembered
     * @param again what follows from a message whose key is known
     */
    record Recognise<M>(DeviceId device, DedupKey key, List<Effect<M>> first, Function<Sighting, List<Effect<M>>> again)
            implements Effect<M> {}

    /**
     * Lets the report of this scope count as new when it comes again; where the device may not have received its answer yet, once it
     * has.
     */
    record Forget<M>(String scope) implements Effect<M> {}

    /** Writes a message to the device: an answer to the message that caused it. */
    record Send<M>(M message) implements Effect<M> {}

    /** The reply to an {@link Ask}: the device did it. */
    record Answer<M>(Object replyKey, DeviceReply reply, Safety safety) implements Effect<M> {}

    /**
     * The reply to an {@link Ask}: the device says that it did not.
     *
     * @param said the reply itself, where it tells which command it is about; null otherwise
     */
    record Refuse<M>(
            Object replyKey,
            String reason,
            Safety safety,
            @Nullable DeviceReply said) implements Effect<M> {
        public Refuse(Object replyKey, String reason, Safety safety) {
            this(replyKey, reason, safety, null);
        }
    }

    /**
     * The reply to an {@link Ask} that does not tell whether the device did it: the command ends unknown, and what can be found
     * out is.
     *
     * @param reason what the device said, in English words
     */
    record Doubt<M>(Object replyKey, String reason) implements Effect<M> {}

    /** Sends a {@link Safety#READ} command of the protocol's own, for example an inventory query after a login. */
    record Query<M>(DeviceCommand<?> command) implements Effect<M> {}

    /** Does these effects later, unless the session has ended by then. A later one of the same name replaces it. */
    record Later<M>(String name, Duration delay, List<Effect<M>> effects) implements Effect<M> {}

    /**
     * The device told how often it will be heard: from now on these limits hold for this session.
     *
     * @param because why it will be silent or gone for a while, in English words for people: what becomes of its presence is
     *     then said to be {@link io.devicegateway.api.Presence.Reason#EXPECTED}; empty for no such reason
     */
    record Expect<M>(Liveness liveness, String because) implements Effect<M> {
        public Expect(Liveness liveness) {
            this(liveness, "");
        }
    }

    /**
     * Something deviates from the document, which only the conversation can tell, and was accepted all the same.
     *
     * @param kind under which name to count it, as {@link DecodeListener#anomaly} does
     * @param detail what was found and what was expected
     */
    record Anomaly<M>(String kind, DecodeListener.Label detail) implements Effect<M> {}

    /**
     * The device is heard of its own accord, at a rhythm that its document does not tell. From the fourth time on the
     * limits of this session follow the median of what lay between: stale after two of it, offline after three.
     *
     * @param least the offline limit does not fall below this, and the stale limit not below two thirds of it
     */
    record Beat<M>(Duration least) implements Effect<M> {}

    /**
     * Ends the connection.
     *
     * @param afterDelay how long to wait, so that an answer can be read
     */
    record Close<M>(String reason, Duration afterDelay) implements Effect<M> {}

    /**
     * The first message with a key.
     *
     * @param event identity of the event that was published because of it, see {@link io.devicegateway.api.EventRecord#id()}
     * @param at when it was received
     */
    record Sighting(String event, Instant at) {}

    /**
     * A key under which a report is recognised when it comes again.
     *
     * @param scope what is reported on, for example {@code return/3}: one report is remembered for each scope of a device
     * @param content tells two reports of one scope apart
     * @param window how long it is remembered
     */
    record DedupKey(String scope, String content, Duration window) {}
}
