package io.kindling.trainer.data;

import io.kindling.trainer.random.Permutation;

/**
 * Rows of a block in some order.
 *
 * @param order of all rows of the block
 * @param from first position in the order
 * @param to position after the last
 */
public record RowRange(Permutation order, int from, int to) {}
