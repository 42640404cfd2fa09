package io.kindling.trainer.gradient;

import java.io.Serializable;

/**
 * Which batch of a training.
 *
 * @param epoch from 0
 * @param batch number inside the epoch, from 0
 * @param iteration number of updates before it, over all epochs
 */
public record BatchPosition(int epoch, long batch, long iteration) implements Serializable {}
