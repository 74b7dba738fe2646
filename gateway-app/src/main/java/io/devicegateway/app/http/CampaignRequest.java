package io.devicegateway.app.http;

import io.devicegateway.api.CampaignPlan;
import io.devicegateway.api.CampaignPlan.ErrorLimit;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.app.http.Problem.FieldProblem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A campaign as it was posted. */
final class CampaignRequest {
    private static final Set<String> FIELDS = Set.of("command", "devices", "perSecond", "atATime", "errorLimit");
    private static final DeviceId ANY = new DeviceId("any", "any");

    private CampaignRequest() {}

    /**
     * Reads one, strictly.
     *
     * @param key the idempotency key; null for none
     * @throws ProblemException naming what is wrong
     */
    static CampaignPlan<DeviceReply> read(ObjectNode body, @Nullable String key) {
        for (String name : body.propertyNames()) {
            if (!FIELDS.contains(name)) {
                throw invalid(name, "is not known", "only command, devices, perSecond, atATime, errorLimit");
            }
        }
        if (!(body.path("command") instanceof ObjectNode command)) {
            throw invalid("command", "is missing or no object", "a command as it is posted to a device");
        }
        // Whatever is wrong with it is told here, not once for each device.
        CommandOptions options = CommandRequest.read(ANY, command, key).options();
        try {
            return new CampaignPlan<>(
                    devices(body.path("devices")),
                    device -> commandFor(device, command),
                    options,
                    number(body, "perSecond", 10),
                    (int) number(body, "atATime", 100),
                    limit(body.path("errorLimit")));
        } catch (IllegalArgumentException e) {
            throw invalid("campaign", String.valueOf(e.getMessage()), "see the description");
        }
    }

    @SuppressWarnings("unchecked") // whatever it answers is a reply
    private static DeviceCommand<DeviceReply> commandFor(DeviceId device, ObjectNode command) {
        return (DeviceCommand<DeviceReply>)
                CommandRequest.read(device, command, null).command();
    }

    private static List<DeviceId> devices(JsonNode list) {
        if (!list.isArray()) {
            throw invalid("devices", "is missing or no list", "a list of device ids");
        }
        Set<DeviceId> devices = new LinkedHashSet<>();
        list.forEach(each -> devices.add(Call.deviceId("devices", each.asString(""))));
        return new ArrayList<>(devices);
    }

    private static double number(ObjectNode body, String name, double usual) {
        JsonNode value = body.path(name);
        if (value.isMissingNode()) {
            return usual;
        }
        if (!value.isNumber()) {
            throw invalid(name, "is no number", "a number above 0");
        }
        return value.doubleValue();
    }

    /** The usual limit when nothing is said of it; none for null. */
    private static @Nullable ErrorLimit limit(JsonNode value) {
        if (value.isMissingNode()) {
            return new ErrorLimit(0.2, 20);
        }
        if (value.isNull()) {
            return null;
        }
        if (!value.path("share").isNumber() || !value.path("outOf").isInt()) {
            throw invalid("errorLimit", "is not valid", "null, or as {\"share\":0.2,\"outOf\":20}");
        }
        return new ErrorLimit(
                value.path("share").doubleValue(), value.path("outOf").intValue());
    }

    private static ProblemException invalid(String field, String cause, String allowed) {
        return Problem.badFields(
                        "invalid-campaign",
                        "The campaign is not valid",
                        List.of(new FieldProblem(field, cause, allowed)),
                        "send {\"command\":{\"type\":\"SetVolume\",\"level\":3},\"devices\":[\"wosi:...\"]}")
                .asException();
    }
}
