package io.devicegateway.vending.mqtt;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the broker is reached, and what is subscribed there.
 *
 * @param broker its address, {@code tcp://host:port} or {@code ssl://host:port}
 * @param clientId the name under which the broker keeps what was sent while the gateway was away, 1 to 64 letters, digits, _, . or
 *     -. Two gateways never have the same
 * @param cleanSession whether the broker forgets everything when the connection ends. Default false
 * @param login how the gateway says who it is
 * @param topics where cabinets are heard and written to
 * @param timing when the connection is made and looked after
 * @param limits what the gateway takes on at once
 */
public record MqttSettings(
        URI broker, String clientId, boolean cleanSession, Login login, Topics topics, Timing timing, Limits limits) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    public MqttSettings {
        if (!("tcp".equals(broker.getScheme()) || "ssl".equals(broker.getScheme())) || broker.getHost() == null) {
            throw new IllegalArgumentException("broker '" + broker + "' is not tcp://host:port or ssl://host:port");
        }
        requireName("clientId", clientId);
    }

    /** A broker with the document's topics, nobody's name and the default times. */
    public static MqttSettings of(URI broker) {
        return new MqttSettings(
                broker, "device-gateway-CQAZ01", false, Login.NONE, Topics.DEFAULT, Timing.DEFAULT, Limits.DEFAULT);
    }

    /** The same under another name. */
    public MqttSettings as(String otherClientId) {
        return new MqttSettings(broker, otherClientId, cleanSession, login, topics, timing, limits);
    }

    /** The same with another login. */
    public MqttSettings with(Login other) {
        return new MqttSettings(broker, clientId, cleanSession, other, topics, timing, limits);
    }

    /** The same with other topics. */
    public MqttSettings with(Topics other) {
        return new MqttSettings(broker, clientId, cleanSession, login, other, timing, limits);
    }

    /** The same with other times. */
    public MqttSettings with(Timing other) {
        return new MqttSettings(broker, clientId, cleanSession, login, topics, other, limits);
    }

    /** The same with other limits. */
    public MqttSettings with(Limits other) {
        return new MqttSettings(broker, clientId, cleanSession, login, topics, timing, other);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "MqttSettings[broker=" + broker.getScheme() + "://" + broker.getHost() + ":" + broker.getPort()
                + ", clientId=" + clientId + "]";
    }

    /**
     * How the gateway says who it is.
     *
     * @param user null for nobody
     * @param password null for none
     * @param caFile certificates, in PEM, of who may vouch for the broker; null for those that Java trusts
     * @param certificate the gateway's own certificate and those above it, in PEM; null for none
     * @param key the key to it, PKCS #8 in PEM, not encrypted; null for none
     * @param verifyHost whether the broker's certificate has to name its host. Default true
     */
    public record Login(
            @Nullable String user,
            @Nullable String password,
            @Nullable Path caFile,
            @Nullable Path certificate,
            @Nullable Path key,
            boolean verifyHost) {
        /** Nobody in particular. */
        public static final Login NONE = new Login(null, null, null, null, null, true);

        public Login {
            if ((certificate == null) != (key == null)) {
                throw new IllegalArgumentException("certificate and key belong together; one is missing");
            }
            if (password != null && user == null) {
                throw new IllegalArgumentException("a password needs a user");
            }
        }

        /** The same with a user and a password. */
        public Login with(String name, String secret) {
            return new Login(name, secret, caFile, certificate, key, verifyHost);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Login[user=" + user + "]";
        }
    }

    /**
     * Where cabinets are heard and written to (000 section 2).
     *
     * @param vendor the vendor's code, first part of each topic. Default {@code CQAZ}
     * @param serverId the server's id. Default {@code CQAZ01}
     * @param direction whose id the second part of a topic is. Default {@link Direction#RECIPIENT}
     * @param wildcard whether every topic of the vendor is subscribed to, too, for cabinets that publish elsewhere. Default false
     * @param sharedGroup the group in which several gateways share what cabinets send; null for not sharing, the default
     * @param qos 0 or 1. Default 1: with 0 nothing is acknowledged, and what the gateway did not take in time is lost
     */
    public record Topics(
            String vendor,
            String serverId,
            Direction direction,
            boolean wildcard,
            @Nullable String sharedGroup,
            int qos) {
        /** As in the document. */
        public static final Topics DEFAULT = new Topics("CQAZ", "CQAZ01", Direction.RECIPIENT, false, null, 1);

        public Topics {
            requireName("vendor", vendor);
            requireName("serverId", serverId);
            if (sharedGroup != null) {
                requireName("sharedGroup", sharedGroup);
            }
            if (qos < 0 || qos > 1) {
                throw new IllegalArgumentException(
                        "qos " + qos + " is not 0 or 1: with 2 an unacknowledged message is not delivered again");
            }
        }

        /** The same shared with others. */
        public Topics shared(String group) {
            return new Topics(vendor, serverId, direction, wildcard, group, qos);
        }
    }

    /** Whose id the second part of a topic is. */
    public enum Direction {
        /** A message is published to its recipient's topic, which is the only way to read all of the document. */
        RECIPIENT,
        /** A message is published to its sender's topic. */
        SENDER
    }

    /**
     * When the connection is made and looked after. All above zero.
     *
     * @param keepAlive how often the two sides make sure of each other when nothing is sent, whole seconds. Default 15 s
     * @param connectWithin how long the broker may take to accept, and to answer a subscription. Default 5 s
     * @param probeEvery how often the gateway sends itself a message through the broker. Default 10 s
     * @param probeWithin how long that may take. Default 4 s
     * @param leastPause the first pause before another attempt. Default 200 ms
     * @param longestPause the longest pause; each is up to twice the one before. Default 5 s
     */
    public record Timing(
            Duration keepAlive,
            Duration connectWithin,
            Duration probeEvery,
            Duration probeWithin,
            Duration leastPause,
            Duration longestPause) {
        /** The defaults. */
        public static final Timing DEFAULT = new Timing(
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(4),
                Duration.ofMillis(200),
                Duration.ofSeconds(5));

        public Timing {
            positive("keepAlive", keepAlive);
            positive("connectWithin", connectWithin);
            positive("probeEvery", probeEvery);
            positive("probeWithin", probeWithin);
            positive("leastPause", leastPause);
            if (keepAlive.toSeconds() < 1) {
                throw new IllegalArgumentException("keepAlive " + keepAlive + " is below 1 s");
            }
            if (longestPause.compareTo(leastPause) < 0) {
                throw new IllegalArgumentException("longestPause " + longestPause + " is below " + leastPause);
            }
        }
    }

    /**
     * What the gateway takes on at once.
     *
     * @param unacknowledged the most messages that wait to become durable, 1 to 65535. Above it the connection is given up and
     *     made again: the broker keeps what was not acknowledged. Default 2000
     * @param devices the most cabinets with a conversation, 1 or more; what others say is dropped and counted. Default 100000
     */
    public record Limits(int unacknowledged, int devices) {
        /** The defaults. */
        public static final Limits DEFAULT = new Limits(2000, 100_000);

        public Limits {
            if (unacknowledged < 1 || unacknowledged > 65_535 || devices < 1) {
                throw new IllegalArgumentException(
                        "unacknowledged " + unacknowledged + " is not 1 to 65535, or devices " + devices + " below 1");
            }
        }
    }

    private static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(what + " '" + name + "' is not 1 to 64 letters, digits, _, . or -");
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " " + value + " is not above zero");
        }
    }
}
