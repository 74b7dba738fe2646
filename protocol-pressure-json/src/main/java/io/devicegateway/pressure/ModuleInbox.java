package io.devicegateway.pressure;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a virtual module understands of the server: compact JSON, to the letter. Written apart from {@link PressureFraming} and
 * {@link PressureCodec}, like all of the module.
 */
final class ModuleInbox {
    private static final int LONGEST = 4096;

    private static final String VALUE = "\"(?:[^\"\\\\]|\\\\.)*\"|[^\",{}\\[\\]\\s]+";
    private static final Pattern MESSAGE =
            Pattern.compile("\\s*\\{\"cmd\":\"[a-z_]+\"(?:,\"[A-Za-z]+\":(?:" + VALUE + "))*\\}");
    private static final Pattern MEMBER = Pattern.compile("\"([A-Za-z]+)\":(" + VALUE + ")");

    private final StringBuilder buffer = new StringBuilder();

    /** Takes bytes in, hands on the members of each message that is complete, and tells what is none. */
    void take(byte[] bytes, Consumer<Map<String, String>> messages, Consumer<String> wrong) {
        buffer.append(new String(bytes, StandardCharsets.ISO_8859_1));
        Matcher matcher = MESSAGE.matcher(buffer);
        int end = 0;
        while (matcher.find(end) && matcher.start() == end) {
            messages.accept(members(buffer.substring(end, matcher.end())));
            end = matcher.end();
        }
        buffer.delete(0, end);
        if (buffer.toString().isBlank()) {
            buffer.setLength(0);
        } else if (buffer.length() > LONGEST || buffer.indexOf("}") >= 0) {
            wrong.accept("no compact JSON: " + buffer);
            buffer.setLength(0);
        }
    }

    private static Map<String, String> members(String message) {
        Map<String, String> members = new LinkedHashMap<>();
        Matcher matcher = MEMBER.matcher(message);
        while (matcher.find()) {
            members.put(matcher.group(1), matcher.group(2));
        }
        return members;
    }

    /** The connection ended. */
    void clear() {
        buffer.setLength(0);
    }
}
