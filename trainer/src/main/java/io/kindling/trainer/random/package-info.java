/**
 * Counter-based random numbers: every number is a pure function of seed, purpose and position (Salmon et al., 2011).
 * Read {@link io.kindling.trainer.random.RandomStream} first. Depends on nothing.
 */
package io.kindling.trainer.random;
