/**
 * Examples as arrays, and the pure functions that say which example belongs to which chunk, shard, batch and position of an epoch. Read {@link
 * io.kindling.trainer.data.Block} and {@link io.kindling.trainer.data.ChunkPlan} first. Depends on {@code layout}, {@code loss}, {@code math} and
 * {@code random}.
 */
package io.kindling.trainer.data;
