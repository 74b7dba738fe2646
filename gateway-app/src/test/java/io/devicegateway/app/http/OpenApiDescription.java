package io.devicegateway.app.http;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The OpenAPI file, to hold the server against. Clients must ignore fields they do not know, so the file leaves its objects
 * open; here they are closed, so that the server says nothing that the file does not list.
 */
final class OpenApiDescription {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private final ObjectNode root;
    private final ObjectNode closed;
    private final Map<JsonNode, Schema> compiled = new HashMap<>();
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    OpenApiDescription(String yaml) {
        root = (ObjectNode) new YAMLMapper().readTree(yaml);
        closed = root.deepCopy();
        close(closed);
    }

    ObjectNode root() {
        return root;
    }

    /** The operations, by {@code METHOD path}. */
    Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new TreeMap<>();
        root.path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, operation) -> {
                    if (METHODS.contains(method)) {
                        operations.put(method.toUpperCase(java.util.Locale.ROOT) + " " + path, operation);
                    }
                }));
        return operations;
    }

    /** What stands behind a reference, or the node itself. */
    JsonNode resolve(JsonNode node) {
        JsonNode ref = node.path("$ref");
        return ref.isMissingNode() ? node : resolve(root.at(ref.stringValue().substring(1)));
    }

    /** What is wrong with a document; empty when it fits the schema. */
    List<String> check(JsonNode schema, JsonNode document) {
        return compiled
                .computeIfAbsent(schema, this::compile)
                .validate(document, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }

    private Schema compile(JsonNode schema) {
        ObjectNode whole = JsonMapper.shared().createObjectNode();
        whole.set("allOf", JsonMapper.shared().createArrayNode().add(schema));
        whole.set("components", closed.path("components"));
        return schemas.getSchema(whole);
    }

    /** All schemas that take part in another one by {@code allOf} must stay open; all others are closed. */
    private static void close(ObjectNode root) {
        Set<String> open = new HashSet<>();
        root.path("components")
                .path("schemas")
                .forEachEntry((name, schema) -> schema.path("allOf").forEach(part -> addOpen(root, part, open)));
        root.path("components")
                .path("schemas")
                .forEachEntry((name, schema) -> closeObjects(schema, open.contains(name)));
    }

    private static void addOpen(ObjectNode root, JsonNode part, Set<String> open) {
        String ref = part.path("$ref").asString("");
        String name = ref.substring(ref.lastIndexOf('/') + 1);
        if (!name.isEmpty() && open.add(name)) {
            JsonNode schema = root.path("components").path("schemas").path(name);
            schema.path("allOf").forEach(next -> addOpen(root, next, open));
            schema.path("oneOf").forEach(next -> addOpen(root, next, open));
        }
    }

    private static void closeObjects(JsonNode schema, boolean open) {
        if (schema instanceof ObjectNode object) {
            boolean isObject = object.has("properties") || object.has("allOf");
            if (isObject && !open && !object.has("additionalProperties")) {
                object.put("unevaluatedProperties", false);
            }
            List<JsonNode> inner = new ArrayList<>();
            object.path("properties").forEach(inner::add);
            inner.add(object.path("items"));
            inner.forEach(next -> closeObjects(next, false));
        }
    }
}
