package io.devicegateway.app.http;

import io.devicegateway.app.http.Problem.FieldProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to change of a device. The bounds are those of {@link io.devicegateway.registry.Registry.Listing}.
 *
 * @param labels all labels it has from then on; null to keep those it has
 * @param enabled whether it may connect and be commanded; null to keep that
 * @param reason why it is disabled; null when that is not said
 */
record DeviceChange(
        @Nullable Map<String, String> labels,
        @Nullable Boolean enabled,
        @Nullable String reason) {
    private static final int MAX_LABELS = 32;
    private static final int MAX_VALUE = 256;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String LABELS_FORM = "an object of at most " + MAX_LABELS
            + " labels, names of 1 to 64 of A-Z a-z 0-9 . _ -, values strings of at most " + MAX_VALUE
            + " characters, no control characters";
    private static final String REASON_FORM = "a string of at most " + MAX_VALUE + " characters, no control characters";
    private static final List<String> KNOWN = List.of("labels", "enabled", "reason");

    /**
     * Reads one, strictly.
     *
     * @throws ProblemException naming everything that is wrong
     */
    static DeviceChange read(ObjectNode body) {
        List<FieldProblem> problems = new ArrayList<>();
        for (String name : body.propertyNames()) {
            if (!KNOWN.contains(name)) {
                problems.add(new FieldProblem(name, "is not known", "only the fields " + String.join(", ", KNOWN)));
            }
        }
        DeviceChange change = new DeviceChange(labels(body, problems), enabled(body, problems), reason(body, problems));
        if (!problems.isEmpty()) {
            throw Problem.badFields(
                            "invalid-device",
                            "The description of the device is not valid",
                            problems,
                            "correct the fields listed in errors; a field that is left out stays as it is")
                    .asException();
        }
        return change;
    }

    private static @Nullable Map<String, String> labels(ObjectNode body, List<FieldProblem> problems) {
        JsonNode node = body.get("labels");
        if (node == null) {
            return null;
        }
        Map<String, String> labels = new TreeMap<>();
        if (!node.isObject() || node.size() > MAX_LABELS) {
            problems.add(new FieldProblem(
                    "labels", node.isObject() ? "has " + node.size() + " labels" : "is not an object", LABELS_FORM));
            return labels;
        }
        for (Map.Entry<String, JsonNode> label : node.properties()) {
            String name = label.getKey();
            if (!NAME.matcher(name).matches()) {
                problems.add(new FieldProblem("labels", "has a label whose name is not valid", LABELS_FORM));
            } else if (!label.getValue().isString() || !fits(label.getValue().stringValue())) {
                problems.add(new FieldProblem("labels." + name, "is not a valid value", LABELS_FORM));
            } else {
                labels.put(name, label.getValue().stringValue());
            }
        }
        return labels;
    }

    private static @Nullable Boolean enabled(ObjectNode body, List<FieldProblem> problems) {
        JsonNode node = body.get("enabled");
        if (node == null) {
            return null;
        }
        if (!node.isBoolean()) {
            problems.add(new FieldProblem("enabled", "is not true or false", "true or false"));
            return null;
        }
        return node.booleanValue();
    }

    private static @Nullable String reason(ObjectNode body, List<FieldProblem> problems) {
        JsonNode node = body.get("reason");
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isString() || !fits(node.stringValue())) {
            problems.add(new FieldProblem("reason", "is not valid", REASON_FORM));
            return null;
        }
        return node.stringValue();
    }

    private static boolean fits(String text) {
        return Written.plain(text, MAX_VALUE);
    }
}
