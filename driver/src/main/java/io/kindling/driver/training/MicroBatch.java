package io.kindling.driver.training;

import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.gradient.BatchPosition;
import java.io.Serializable;

/**
 * The part of a batch that is computed at once: all of it, unless gradients are accumulated.
 *
 * @param position of the batch in the training
 * @param location of the batch in the data
 * @param from first partition
 * @param to one more than the last
 */
record MicroBatch(BatchPosition position, EpochOrder.Location location, int from, int to) implements Serializable {}
