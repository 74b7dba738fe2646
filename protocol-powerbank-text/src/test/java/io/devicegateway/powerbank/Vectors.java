package io.devicegateway.powerbank;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The golden vectors: the document's fifteen templates, and frames that were computed with an independent codec. */
final class Vectors {
    private Vectors() {}

    static List<JsonNode> all() {
        try (InputStream in = Vectors.class.getResourceAsStream("/powerbank-text-vectors.json")) {
            JsonNode file = JsonMapper.builder().build().readTree(in);
            List<JsonNode> vectors = new ArrayList<>();
            file.get("vectors").forEach(vectors::add);
            if (vectors.size() != file.get("count").asInt()) {
                throw new AssertionError("there are " + vectors.size() + " vectors, not " + file.get("count"));
            }
            return vectors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The check of a vector in a variant, as it is written. */
    static String check(JsonNode vector, Crc16Variant variant) {
        String crc = vector.get("crc_matrix")
                .get(variant.range().title())
                .get(variant.algorithm().title())
                .asString();
        return variant.order() == Crc16ByteOrder.HIGH_FIRST ? crc : crc.substring(2) + crc.substring(0, 2);
    }

    /** The frame of a vector with the check of a variant. */
    static byte[] wire(JsonNode vector, Crc16Variant variant) {
        return bytes(vector.get("wire_template").asString().replace("<CRC>", check(vector, variant)));
    }

    static JsonNode named(String name) {
        return all().stream()
                .filter(vector -> vector.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
