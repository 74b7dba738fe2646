package io.devicegateway.chargepile;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What is wrong between us and the broker, in words that say what to do. */
final class BrokerTrouble extends Exception {
    private static final long serialVersionUID = 1L;

    static final int NOT_FOUND = 404;
    static final int ACCESS_REFUSED = 403;
    static final int NOT_ALLOWED = 530;
    static final int NOT_IMPLEMENTED = 540;
    static final int INTERNAL_ERROR = 541;
    static final int RESOURCE_ERROR = 542;

    private static final int MOST_CAUSES = 10;

    BrokerTrouble(String words) {
        super(words);
    }

    BrokerTrouble(String words, Throwable cause) {
        super(words, cause);
    }

    /** The broker's reply code in a failure; 0 for none. */
    static int replyCode(Throwable failure) {
        ShutdownSignalException signal = signal(failure);
        Method reason = signal == null ? null : signal.getReason();
        if (reason instanceof AMQP.Channel.Close close) {
            return close.getReplyCode();
        }
        return reason instanceof AMQP.Connection.Close close ? close.getReplyCode() : 0;
    }

    /** A failure in words for people. */
    static String words(Throwable failure) {
        if (failure instanceof BrokerTrouble) {
            return String.valueOf(failure.getMessage());
        }
        ShutdownSignalException signal = signal(failure);
        if (signal != null) {
            return words(signal);
        }
        Throwable deepest = deepest(failure);
        if (failure instanceof AuthenticationFailureException
                || failure instanceof PossibleAuthenticationFailureException) {
            return "the broker refuses the user or the password";
        }
        if (deepest instanceof ConnectException) {
            return "nobody listens at the broker's address: " + deepest.getMessage();
        }
        if (deepest instanceof UnknownHostException) {
            return "the broker's host is not known: " + deepest.getMessage();
        }
        if (deepest instanceof SocketTimeoutException || deepest instanceof TimeoutException) {
            return "the broker does not answer in time";
        }
        return deepest.getClass().getSimpleName() + ": " + deepest.getMessage();
    }

    private static String words(ShutdownSignalException signal) {
        Method reason = signal.getReason();
        if (reason instanceof AMQP.Channel.Close close) {
            return "the broker closed the channel: " + close.getReplyCode() + " " + close.getReplyText();
        }
        if (reason instanceof AMQP.Connection.Close close) {
            return signal.isInitiatedByApplication()
                    ? "the connection was closed by us"
                    : "the broker closed the connection: " + close.getReplyCode() + " " + close.getReplyText();
        }
        Throwable cause = signal.getCause();
        return "the connection to the broker broke" + (cause == null ? "" : ": " + cause);
    }

    private static @Nullable ShutdownSignalException signal(Throwable failure) {
        Throwable each = failure;
        for (int i = 0; i < MOST_CAUSES && each != null; i++) {
            if (each instanceof ShutdownSignalException signal) {
                return signal;
            }
            each = each.getCause();
        }
        return null;
    }

    private static Throwable deepest(Throwable failure) {
        Throwable each = failure;
        for (int i = 0; i < MOST_CAUSES; i++) {
            Throwable cause = each.getCause();
            if (cause == null) {
                return each;
            }
            each = cause;
        }
        return each;
    }
}
