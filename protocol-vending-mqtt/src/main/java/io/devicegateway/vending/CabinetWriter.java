package io.devicegateway.vending;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes what a virtual cabinet says, with code of its own. */
final class CabinetWriter {
    private final String device;
    private final String serverId;

    CabinetWriter(String device, String serverId) {
        this.device = device;
        this.serverId = serverId;
    }

    /**
     * A message.
     *
     * @param messageId 0 for none
     * @param fault how it is misspelled; null for not at all
     */
    byte[] write(int code, String content, int messageId, @Nullable VendingFault fault) {
        boolean sample = fault == VendingFault.SAMPLE_SPELLING;
        boolean texts = fault == VendingFault.NUMBERS_AS_TEXT;
        boolean number = texts && content.matches("0|[1-9][0-9]{0,8}");
        StringBuilder json = new StringBuilder(96);
        json.append(sample ? "{\"c\": " : "{\"c\":").append(texts ? "\"" + code + "\"" : code);
        json.append(",\"f\":\"")
                .append(device)
                .append(sample ? "\",\"t\":\" " : "\",\"t\":\"")
                .append(serverId);
        json.append("\",\"m\":").append(number ? content : "\"" + content + "\"");
        if (messageId != 0) {
            json.append(",\"mi\":").append(texts ? "\"" + messageId + "\"" : messageId);
        }
        json.append('}');
        if (fault == VendingFault.C_STRING) {
            json.append("\r\n\0");
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
