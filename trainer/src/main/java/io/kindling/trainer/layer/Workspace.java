package io.kindling.trainer.layer;

import java.util.Arrays;

/**
 * Scratch arrays of one thread: activations, values that forward keeps for backward, temporaries. Arrays grow and are
 * reused; their contents before a forward pass are undefined.
 */
public final class Workspace {
    /** First slot for the scratch of a layer. Slots 0 and 1 hold its output and the gradient of its output. */
    public static final int FIRST_FREE_SLOT = 2;

    private float[][][] floats = new float[0][][];
    private double[][][] doubles = new double[0][][];
    private int[][] integers = new int[0][];

    /** Returns array {@code slot} of layer {@code id}, at least {@code length} long, with its previous contents. */
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

    /**
     * Returns double array {@code slot}, from 0, of layer {@code id}, at least {@code length} long, with its previous
     * contents.
     */
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

    /** Returns the integer array of layer {@code id}, at least {@code length} long, with its previous contents. */
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
