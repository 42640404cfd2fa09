package io.kindling.driver.benchmark;

import io.kindling.trainer.math.Backend;
import io.kindling.trainer.math.Gemm;
import io.kindling.trainer.math.Gemm.Operand;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * Measures the lower bounds of a training on the same executors: the time of a Spark iteration that computes nothing,
 * and the peak rate of matrix multiplication.
 */
final class SparkOverhead {
    private static final int PEAK_M = 256;
    private static final int PEAK_N = 512;
    private static final int PEAK_K = 784;
    private static final long PEAK_NANOSECONDS = 500_000_000L;

    private final JavaSparkContext spark;
    private final int tasks;
    private final JavaRDD<Integer> slots;

    SparkOverhead(JavaSparkContext spark, int tasks) {
        this.spark = spark;
        this.tasks = tasks;
        this.slots = spark.parallelize(Collections.nCopies(tasks, 0), tasks);
    }

    /**
     * Returns the nanoseconds of a job like one iteration's: broadcasts the given number of floats, and returns as many
     * from each task, which the driver sums.
     */
    long emptyIteration(int floats) {
        long began = System.nanoTime();
        Broadcast<float[]> out = spark.broadcast(new float[floats]);
        List<float[]> back = slots.mapPartitions(new Echo(out)).collect();
        float[] sum = back.get(0);
        for (float[] other : back.subList(1, back.size())) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += other[i];
            }
        }
        out.destroy();
        return System.nanoTime() - began;
    }

    /**
     * Returns the floating-point operations per second of all tasks at once, for matrix products that fit in the cache.
     */
    double peak() {
        return slots.mapPartitions(new Multiply()).collect().stream()
                .mapToDouble(rate -> rate)
                .sum();
    }

    int tasks() {
        return tasks;
    }

    private static final class Echo implements FlatMapFunction<Iterator<Integer>, float[]> {
        private static final long serialVersionUID = 1L;

        private final Broadcast<float[]> values;

        Echo(Broadcast<float[]> values) {
            this.values = values;
        }

        @Override
        public Iterator<float[]> call(Iterator<Integer> slot) {
            return List.of(values.value().clone()).iterator();
        }
    }

    private static final class Multiply implements FlatMapFunction<Iterator<Integer>, Double> {
        private static final long serialVersionUID = 1L;

        @Override
        public Iterator<Double> call(Iterator<Integer> slot) {
            Gemm gemm = Backend.ofThisJvm().gemm();
            float[] a = new float[PEAK_M * PEAK_K];
            float[] b = new float[PEAK_N * PEAK_K];
            float[] c = new float[PEAK_M * PEAK_N];
            long operations = 0;
            long began = System.nanoTime();
            long now = began;
            while (now - began < PEAK_NANOSECONDS) {
                gemm.multiply(
                        Operand.PLAIN,
                        Operand.TRANSPOSED,
                        PEAK_M,
                        PEAK_N,
                        PEAK_K,
                        1f,
                        a,
                        0,
                        PEAK_K,
                        b,
                        0,
                        PEAK_K,
                        0f,
                        c,
                        0,
                        PEAK_N);
                operations += 2L * PEAK_M * PEAK_N * PEAK_K;
                now = System.nanoTime();
            }
            return List.of(operations * 1e9 / (now - began)).iterator();
        }
    }
}
