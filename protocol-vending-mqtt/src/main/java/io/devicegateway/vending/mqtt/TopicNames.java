package io.devicegateway.vending.mqtt;

import io.devicegateway.vending.mqtt.MqttSettings.Direction;
import io.devicegateway.vending.mqtt.MqttSettings.Topics;
import java.util.ArrayList;
import java.util.List;

/** The topics of the document, as they are configured. */
final class TopicNames {
    private final Topics topics;
    private final String clientId;

    TopicNames(MqttSettings settings) {
        this.topics = settings.topics();
        this.clientId = settings.clientId();
    }

    /** What is subscribed to. */
    List<String> filters() {
        List<String> filters = new ArrayList<>(3);
        if (topics.direction() == Direction.RECIPIENT) {
            filters.add(shared(topics.vendor() + "/" + topics.serverId()));
        }
        if (topics.direction() == Direction.SENDER || topics.wildcard()) {
            filters.add(shared(topics.vendor() + "/+"));
        }
        if (!probe().equals(inbox())) {
            filters.add(probe());
        }
        return filters;
    }

    private String shared(String filter) {
        return topics.sharedGroup() == null ? filter : "$share/" + topics.sharedGroup() + "/" + filter;
    }

    private String inbox() {
        return topics.vendor() + "/" + topics.serverId();
    }

    /** Where what is for a cabinet is published. */
    String to(String device) {
        return topics.vendor() + "/" + (topics.direction() == Direction.RECIPIENT ? device : topics.serverId());
    }

    /**
     * Where the gateway sends itself a message: its inbox, so that this is what is proved to work; but a topic of its own where
     * another gateway may get what is sent to the inbox, or cabinets listen to it.
     */
    String probe() {
        boolean own = topics.sharedGroup() != null || topics.direction() == Direction.SENDER;
        return own ? topics.vendor() + "/" + topics.serverId() + "/" + clientId : inbox();
    }
}
