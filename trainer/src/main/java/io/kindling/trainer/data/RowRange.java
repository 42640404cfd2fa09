package io.kindling.trainer.data;

import io.kindling.trainer.random.Permutation;

/**
 * A range of the permuted rows of a block.
 *
 * @param order order of all rows of the block
 * @param from first position in the order
 * @param to one past the last position
 */
public record RowRange(Permutation order, int from, int to) {}
