package io.kindling.trainer.layer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Input columns that an embedding reads as row numbers, without any layer before it.
 *
 * @param first of the columns
 * @param columns how many there are
 * @param rows of the embedding
 * @param place of the embedding in the configuration: {@code network.layers.0.branches.1.layers.0}
 */
public record EmbeddedInput(int first, int columns, int rows, String place) implements Serializable {

    /**
     * The embeddings that read the input of a network.
     *
     * @param width columns of the input
     */
    public static List<EmbeddedInput> of(List<LayerSpec> layers, int width) {
        List<EmbeddedInput> found = new ArrayList<>();
        add(found, layers, 0, width, "network.layers");
        return List.copyOf(found);
    }

    private static void add(List<EmbeddedInput> found, List<LayerSpec> layers, int first, int width, String place) {
        LayerSpec layer = layers.get(0);
        if (layer instanceof Embedding embedding) {
            found.add(new EmbeddedInput(first, width, embedding.numEmbeddings(), place + ".0"));
        } else if (layer instanceof Parallel parallel) {
            int next = first;
            for (int i = 0; i < parallel.branches().size(); i++) {
                Parallel.Branch branch = parallel.branches().get(i);
                add(found, branch.layers(), next, branch.columns(), place + ".0.branches." + i + ".layers");
                next += branch.columns();
            }
        }
    }

    /** Whether something holds for all of its columns. */
    public boolean all(IntPredicate holds) {
        return IntStream.range(first, first + columns).allMatch(holds);
    }

    /** Whether it reads a column of the input. */
    public boolean reads(int column) {
        return column >= first && column < first + columns;
    }
}
