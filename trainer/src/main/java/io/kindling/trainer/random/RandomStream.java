package io.kindling.trainer.random;

/**
 * Random numbers as a pure function of a key and a counter. A stream has no state, so a retry, another task order or
 * another cluster gives the same numbers. Value i of a stream is output i of SplitMix64 started at the key (Steele, Lea
 * and Flood, "Fast splittable pseudorandom number generators", 2014); keys of substreams are mixed with the same
 * finalizer.
 */
public final class RandomStream {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private final long key;

    private RandomStream(long key) {
        this.key = key;
    }

    /** Returns the stream of a purpose and a seed. */
    public static RandomStream of(long seed, Purpose purpose) {
        return new RandomStream(seed).split(purpose.number());
    }

    /** Returns the SplitMix64 stream of a key, without a purpose. */
    static RandomStream ofKey(long key) {
        return new RandomStream(key);
    }

    /** Returns an independent substream for a coordinate: epoch, iteration, shard or layer. */
    public RandomStream split(long coordinate) {
        return new RandomStream(mix(key ^ mix(coordinate + GAMMA)) + GAMMA);
    }

    /** 64 random bits at position {@code counter}. */
    public long bits(long counter) {
        return mix(key + (counter + 1) * GAMMA);
    }

    /** Uniform in [0, 1) with 24 bits, exact in float. */
    public float uniform(long counter) {
        return (bits(counter) >>> 40) * 0x1.0p-24f;
    }

    /** Uniform in [0, 1) with 53 bits. */
    public double uniformDouble(long counter) {
        return (bits(counter) >>> 11) * 0x1.0p-53;
    }

    /** Uniform integer in [0, bound) by multiply and shift; the bias is below bound / 2^32. */
    public int below(long counter, int bound) {
        return (int) (((bits(counter) >>> 32) * bound) >>> 32);
    }

    /** Standard normal (Box and Muller, 1958), from counters 2 i and 2 i + 1; the same bits on every processor. */
    public double gaussian(long counter) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniformDouble(2 * counter)));
        return radius * StrictMath.cos(2 * Math.PI * uniformDouble(2 * counter + 1));
    }

    /** The finalizer of SplitMix64: a bijection in which every input bit affects every output bit. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
