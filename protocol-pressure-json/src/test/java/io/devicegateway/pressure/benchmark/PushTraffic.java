package io.devicegateway.pressure.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.devicegateway.benchmark.Traffic;
import io.devicegateway.pressure.SyntheticSamples;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A push of three channels, about 1 KB, with another number each time, and its acknowledgement. */
final class PushTraffic implements Traffic {
    private static final int CHANNELS = 3;
    private static final int SAMPLES = 50;
    private static final long FIRST_NUMBER = 1_000_000_000L;
    private static final String NUMBER = Long.toString(FIRST_NUMBER);

    private final byte[][] requests;
    private final int numberAt;
    private final byte[] answer = ("{\"cmd\":\"push_msg_ack\",\"packnum\":\"" + NUMBER + "\"}").getBytes(US_ASCII);
    private final int answerNumberAt = new String(answer, US_ASCII).indexOf(NUMBER);

    PushTraffic(int clients) {
        requests = new byte[clients][];
        for (int i = 0; i < clients; i++) {
            requests[i] = request(i).getBytes(US_ASCII);
        }
        numberAt = new String(requests[0], US_ASCII).lastIndexOf(NUMBER);
    }

    private static String request(int client) {
        String channels = IntStream.range(0, CHANNELS)
                .mapToObj(channel -> "\"data" + channel + "\":\"" + samples(client, channel) + "\"")
                .collect(Collectors.joining(","));
        return "{\"cmd\":\"push_msg\",\"IMEI\":\"" + String.format(Locale.ROOT, "8655010%08d", client)
                + "\",\"packnum\":\"" + NUMBER + "\",\"time\":\"2024-07-16 08:00:01\"," + channels
                + ",\"temperature\":\"25.5\",\"humidity\":\"30.3\"}";
    }

    private static String samples(int client, int channel) {
        return IntStream.of(SyntheticSamples.of(client, 1, channel, SAMPLES))
                .mapToObj(sample -> String.format(Locale.ROOT, "%04x", sample))
                .collect(Collectors.joining(","));
    }

    @Override
    public String title() {
        return "push_msg";
    }

    @Override
    public int requestLength() {
        return requests[0].length;
    }

    @Override
    public void put(ByteBuffer out, int client, int turn) {
        int begin = out.position();
        out.put(requests[client]);
        long number = FIRST_NUMBER + turn;
        for (int i = NUMBER.length() - 1; i >= 0; i--) {
            out.put(begin + numberAt + i, (byte) ('0' + number % 10));
            number /= 10;
        }
    }

    @Override
    public byte[] answer(int client, int turn) {
        long number = FIRST_NUMBER + turn;
        for (int i = NUMBER.length() - 1; i >= 0; i--) {
            answer[answerNumberAt + i] = (byte) ('0' + number % 10);
            number /= 10;
        }
        return answer;
    }
}
