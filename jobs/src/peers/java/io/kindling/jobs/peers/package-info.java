/**
 * What Kindling is compared with in {@code docs/benchmarks.md}: libtorch in one process and MLlib's multilayer perceptron, on MNIST, and the program that lets two trainings take turns.
 * {@code .ci/peers} builds and runs them.
 *
 * <p>Nothing here depends on Kindling, and nothing of Kindling depends on it. {@link io.kindling.jobs.peers.Turns} depends on the JDK alone, so that it runs without a build.
 */
package io.kindling.jobs.peers;
