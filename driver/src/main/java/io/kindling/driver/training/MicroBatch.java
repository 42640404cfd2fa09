package io.kindling.driver.training;

import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.gradient.BatchPosition;
import java.io.Serializable;

/**
 * A part of a batch that one Spark job computes: the whole batch without gradient accumulation.
 *
 * @param position position of the batch in the training
 * @param location location of the batch in the data
 * @param from first partition, inclusive
 * @param to last partition, exclusive
 */
record MicroBatch(BatchPosition position, EpochOrder.Location location, int from, int to) implements Serializable {}
