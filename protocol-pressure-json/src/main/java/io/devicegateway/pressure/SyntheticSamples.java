package io.devicegateway.pressure;

/** Samples of a virtual module that follow from what they belong to, so that whoever receives them can tell that they are right. */
public final class SyntheticSamples {
    private static final int MIDDLE = 0x8000;

    private SyntheticSamples() {}

    /**
     * A slow wave with some noise, around the middle of the range.
     *
     * @param seed of the module
     * @param number of the report
     * @param channel 0 to 8
     * @param count how many
     * @return 0 to 65535 each
     */
    public static int[] of(long seed, long number, int channel, int count) {
        int[] samples = new int[count];
        long mixed = mix(seed * 31 + number * 9 + channel);
        double height = 1000 + Math.floorMod(mixed, 20_000);
        for (int i = 0; i < count; i++) {
            long noise = Math.floorMod(mix(mixed + i), 64);
            samples[i] = MIDDLE + (int) (height * Math.sin(Math.PI * 2 * i / count)) + (int) noise;
        }
        return samples;
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 31);
    }
}
