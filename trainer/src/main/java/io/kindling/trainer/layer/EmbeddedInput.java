package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Shape;
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

    /** The embeddings that read the input of a network; one for each range of neighboring columns. */
    public static List<EmbeddedInput> of(List<LayerSpec> layers, Shape input) {
        List<EmbeddedInput> found = new ArrayList<>();
        add(found, layers, new Read(input, IntStream.range(0, input.size()).toArray()), "network.layers");
        return List.copyOf(found);
    }

    /** What a chain of layers reads: its shape, and the column of the network's input behind each of its numbers. */
    @SuppressWarnings("ArrayRecordComponent") // read in place, never compared
    private record Read(Shape shape, int[] columns) {
        Read select(BranchInputs.Selection selection) {
            return new Read(
                    selection.shape(),
                    selection.ranges().stream()
                            .flatMapToInt(range -> IntStream.range(range.first(), range.first() + range.count()))
                            .map(number -> columns[number])
                            .toArray());
        }
    }

    private static void add(List<EmbeddedInput> found, List<LayerSpec> layers, Read read, String place) {
        LayerSpec layer = layers.get(0);
        if (layer instanceof Embedding embedding) {
            int start = 0;
            for (int i = 1; i <= read.columns.length; i++) {
                if (i == read.columns.length || read.columns[i] != read.columns[i - 1] + 1) {
                    found.add(new EmbeddedInput(
                            read.columns[start], i - start, embedding.rows(read.shape), place + ".0"));
                    start = i;
                }
            }
        } else if (layer instanceof Parallel parallel) {
            List<BranchInputs.Selection> inputs = BranchInputs.of(parallel, read.shape);
            for (int i = 0; i < inputs.size(); i++) {
                add(
                        found,
                        parallel.branches().get(i).layers(),
                        read.select(inputs.get(i)),
                        place + ".0.branches." + i + ".layers");
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
