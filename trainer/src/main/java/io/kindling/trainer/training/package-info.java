/**
 * Training without Spark code: a {@link io.kindling.trainer.training.TrainingSpec} describes a training,
 * {@link io.kindling.trainer.training.TrainingEngine} runs it with any gradient source, and
 * {@link io.kindling.trainer.training.LocalTraining} trains without Spark. Depends on all other packages of this
 * module; no other depends on it.
 */
package io.kindling.trainer.training;
