package io.devicegateway.app.http;

import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Safety;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One type of command, as it is written in JSON.
 *
 * @param type the command's record
 * @param safety what it costs to carry it out twice
 * @param reply what a device that carried it out answers
 * @param description what it does, in English words
 * @param fields its fields, in the order of the record's components
 * @param reader makes the command of fields that were checked
 */
record CommandType(
        Class<? extends DeviceCommand<?>> type,
        Safety safety,
        Class<? extends DeviceReply> reply,
        String description,
        List<CommandField> fields,
        Reader reader) {

    /** Its name in JSON. */
    String name() {
        return type.getSimpleName();
    }

    /** The command for whoever makes a form of it. */
    ObjectNode describe() {
        ObjectNode node = ApiJson.object();
        node.put("type", name());
        node.put("description", description);
        node.put("safety", safety.name());
        node.put("reply", reply.getSimpleName());
        ArrayNode described = node.putArray("fields");
        fields.forEach(field -> described.add(field.describe()));
        return node;
    }

    /** Makes a command. */
    @FunctionalInterface
    interface Reader {
        /** The command for a device, of fields that were checked. */
        DeviceCommand<?> read(DeviceId device, Values values);
    }

    /**
     * The checked fields of one command.
     *
     * @param body the document
     */
    record Values(ObjectNode body) {
        int whole(String name) {
            return body.required(name).intValue();
        }

        String text(String name) {
            return body.required(name).stringValue();
        }
    }
}
