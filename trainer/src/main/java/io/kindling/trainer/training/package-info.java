/**
 * The training itself: a {@link io.kindling.trainer.training.TrainingSpec} describes it, {@link io.kindling.trainer.training.TrainingEngine} runs it
 * over any source of gradients, and {@link io.kindling.trainer.training.LocalTraining} trains without Spark. Depends on all other packages of this
 * module; no other depends on it.
 */
package io.kindling.trainer.training;
