package io.devicegateway.vending.mqtt;

import java.io.IOException;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttSecurityException;

/** The broker cannot be used. The message says why, and what to do where that is known. */
final class BrokerProblem extends Exception {
    private static final long serialVersionUID = 1L;

    BrokerProblem(String message) {
        super(message);
    }

    private BrokerProblem(String message, Throwable cause) {
        super(message, cause);
    }

    static BrokerProblem of(String what, MqttException e) {
        return new BrokerProblem(what + ": " + words(e), e);
    }

    static BrokerProblem of(String what, IOException e) {
        return new BrokerProblem(what + ": " + e.getMessage(), e);
    }

    /** The library's words, and those of what caused them. */
    static String words(Throwable error) {
        if (error instanceof MqttSecurityException denied) {
            return denied.getReasonCode() == MqttException.REASON_CODE_NOT_AUTHORIZED
                    ? "the broker does not let this user in"
                    : "the broker does not accept the user or the password";
        }
        StringBuilder words = new StringBuilder(String.valueOf(error.getMessage()));
        Throwable cause = error.getCause();
        for (int depth = 0; cause != null && depth < 4; depth++) {
            words.append("; ")
                    .append(cause.getClass().getSimpleName())
                    .append(": ")
                    .append(cause.getMessage());
            cause = cause.getCause();
        }
        return words.toString();
    }
}
