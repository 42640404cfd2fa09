/**
 * Examples as arrays, and pure functions that assign examples to chunks, shards, batches and positions of an epoch.
 * Read {@link io.kindling.trainer.data.Block} and {@link io.kindling.trainer.data.ChunkPlan} first. Depends on
 * {@code layout}, {@code loss}, {@code math} and {@code random}.
 */
package io.kindling.trainer.data;
