package io.kindling.trainer.gradient;

import java.io.Serializable;

/**
 * Position of a batch in a training.
 *
 * @param epoch number of the epoch, from 0
 * @param batch number of the batch inside the epoch, from 0
 * @param iteration number of earlier updates, over all epochs
 */
public record BatchPosition(int epoch, long batch, long iteration) implements Serializable {}
