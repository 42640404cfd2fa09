/** Benchmarks of the kernels: {@code mvn -q -B -Pbench -pl trainer test-compile exec:exec -Dbench=GemmBenchmark}. */
package io.kindling.trainer.bench;
