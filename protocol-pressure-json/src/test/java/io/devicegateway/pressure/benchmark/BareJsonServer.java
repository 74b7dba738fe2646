package io.devicegateway.pressure.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.devicegateway.benchmark.BareFrameServer;
import java.nio.file.Path;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A server built the usual way: the network library's decoder of JSON objects, Jackson's streaming parser, the samples in an
 * {@code int[]} for each channel, an acknowledgement when a group commit made the message durable.
 */
public final class BareJsonServer implements BareFrameServer.Answers {
    private static final int CHANNELS = 9;
    private static final int SAMPLES = 50;

    private final JsonFactory jackson = new JsonFactory();
    private int[][] last = new int[CHANNELS][];

    private BareJsonServer() {}

    /**
     * Runs it.
     *
     * @param args the file in which messages are made durable
     */
    public static void main(String[] args) throws Exception {
        BareFrameServer.run(BareFrameServer.Framing.JSON_OBJECTS, new BareJsonServer(), Path.of(args[0]));
    }

    @Override
    public boolean isMadeDurable(byte[] frame) {
        return true;
    }

    @Override
    public byte[] answer(byte[] frame) {
        int[][] channels = new int[CHANNELS][];
        String packnum = "";
        try (JsonParser parser = jackson.createParser(ObjectReadContext.empty(), frame)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.startsWith("data")) {
                    channels[name.charAt(4) - '0'] =
                            samples(parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
                } else if (name.equals("packnum")) {
                    packnum = parser.getString();
                }
            }
        }
        last = channels;
        return ("{\"cmd\":\"push_msg_ack\",\"packnum\":\"" + packnum + "\"}").getBytes(US_ASCII);
    }

    /** What it read last: so that reading cannot be left out. */
    int[][] last() {
        return last;
    }

    private static int[] samples(char[] text, int from, int length) {
        int[] samples = new int[SAMPLES];
        int count = 0;
        int value = 0;
        for (int i = from; i < from + length; i++) {
            if (text[i] == ',') {
                samples[count++] = value;
                value = 0;
            } else {
                value = value << 4 | Character.digit(text[i], 16);
            }
        }
        samples[count] = value;
        return samples;
    }
}
