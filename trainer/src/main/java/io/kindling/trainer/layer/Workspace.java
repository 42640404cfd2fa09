package io.kindling.trainer.layer;

import java.util.Arrays;

/**
 * Scratch arrays for one thread at a time: activations, what forward keeps for backward, temporaries. Arrays grow and are used again; what is
 * in them before a forward pass has no meaning.
 */
public final class Workspace {
    /** Slots 0 and 1 of every layer hold its output and the gradient of it; its own scratch begins here. */
    public static final int FIRST_FREE_SLOT = 2;

    private float[][][] floats = new float[0][][];
    private double[][][] doubles = new double[0][][];
    private int[][] integers = new int[0][];

    /** The array number {@code slot} of layer {@code id}, at least {@code length} long, as it was left. */
    public float[] floats(int id, int slot, int length) {
        if (id >= floats.length) {
            floats = Arrays.copyOf(floats, id + 1);
        }
        if (floats[id] == null) {
            floats[id] = new float[slot + 1][];
        } else if (slot >= floats[id].length) {
            floats[id] = Arrays.copyOf(floats[id], slot + 1);
        }
        float[] array = floats[id][slot];
        if (array == null || array.length < length) {
            array = new float[length];
            floats[id][slot] = array;
        }
        return array;
    }

    /** The double array number {@code slot}, from 0, of layer {@code id}, at least {@code length} long, as it was left. */
    public double[] doubles(int id, int slot, int length) {
        if (id >= doubles.length) {
            doubles = Arrays.copyOf(doubles, id + 1);
        }
        if (doubles[id] == null) {
            doubles[id] = new double[slot + 1][];
        } else if (slot >= doubles[id].length) {
            doubles[id] = Arrays.copyOf(doubles[id], slot + 1);
        }
        double[] array = doubles[id][slot];
        if (array == null || array.length < length) {
            array = new double[length];
            doubles[id][slot] = array;
        }
        return array;
    }

    /** The integer array of layer {@code id}, at least {@code length} long, as it was left. */
    public int[] integers(int id, int length) {
        if (id >= integers.length) {
            integers = Arrays.copyOf(integers, id + 1);
        }
        if (integers[id] == null || integers[id].length < length) {
            integers[id] = new int[length];
        }
        return integers[id];
    }
}
