/**
 * Benchmarks of other trainers on MNIST for the comparison in {@code docs/benchmarks.md}: libtorch in one process and
 * the multilayer perceptron of MLlib. {@link io.kindling.jobs.peers.Turns} alternates two trainings on one machine.
 * {@code .ci/peers} builds and runs these programs.
 *
 * <p>This package does not depend on Kindling, and Kindling does not depend on it. {@link io.kindling.jobs.peers.Turns}
 * depends only on the JDK, so it runs without a build.
 */
package io.kindling.jobs.peers;
