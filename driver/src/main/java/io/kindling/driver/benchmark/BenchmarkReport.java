package io.kindling.driver.benchmark;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.Locale;

/**
 * The result of a benchmark. Times are medians over iterations, rates are medians over turns.
 *
 * @param work what was computed
 * @param rates examples per second
 * @param milliseconds time of an iteration by part
 * @param floorMilliseconds time of an iteration on Spark without arithmetic, with as many numbers sent out and back
 * @param products speed of the matrix products
 */
public record BenchmarkReport(
        @JsonUnwrapped Work work,
        @JsonUnwrapped Rates rates,
        Split milliseconds,
        double floorMilliseconds,
        @JsonUnwrapped Products products) {

    /**
     * The work of an iteration.
     *
     * @param examples in the training data
     * @param parameters number of parameters
     * @param batchSize examples per update
     * @param shards per update
     * @param tasks that run at a time
     */
    public record Work(long examples, long parameters, int batchSize, int shards, int tasks) {}

    /**
     * Examples per second.
     *
     * @param examplesPerSecond on Spark
     * @param examplesPerSecondAlone of the same arithmetic on threads of the driver process, one per task but at most
     *     one per processor
     * @param examplesPerSecondOther on Spark, of the configuration that took turns with this one; 0 without one
     */
    public record Rates(double examplesPerSecond, double examplesPerSecondAlone, double examplesPerSecondOther) {
        double efficiency() {
            return examplesPerSecond / examplesPerSecondAlone;
        }
    }

    /**
     * The speed of the matrix products.
     *
     * @param gigaflops over the time of the whole iteration
     * @param peakGigaflops of all tasks at once on products that stay in cache, measured in the same run
     * @param gemm implementation of matrix multiplication
     */
    public record Products(double gigaflops, double peakGigaflops, String gemm) {}

    /**
     * The time of an iteration by part.
     *
     * @param schedule Spark, network, waiting
     * @param broadcast of the model
     * @param compute of the slowest task
     * @param serialise gradients to bytes and back
     * @param merge on the driver
     * @param apply clipping, regularizer, optimizer
     * @param total of the iteration
     */
    public record Split(
            double schedule,
            double broadcast,
            double compute,
            double serialise,
            double merge,
            double apply,
            double total) {}

    /** Returns the overhead of Spark per iteration in milliseconds: everything except compute and apply. */
    public double overheadMilliseconds() {
        return milliseconds.total() - milliseconds.compute() - milliseconds.apply();
    }

    /** Returns this report as one JSON object. */
    public ObjectNode json() {
        ObjectNode json = new ObjectMapper().valueToTree(this);
        json.put("efficiency", rates.efficiency());
        json.put("overheadMilliseconds", overheadMilliseconds());
        json.put("overheadToFloor", overheadMilliseconds() / floorMilliseconds);
        json.put("ofPeak", products.gigaflops() / products.peakGigaflops());
        return json;
    }

    /** Prints this report for a user. */
    public void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%,d parameters, batches of %,d in %d shards, %d concurrent tasks; %s%n",
                work.parameters(),
                work.batchSize(),
                work.shards(),
                work.tasks(),
                products.gemm());
        out.printf(
                Locale.ROOT,
                "on Spark       %,10.0f examples/s%nwithout Spark  %,10.0f examples/s  (efficiency %.2f)%n",
                rates.examplesPerSecond(),
                rates.examplesPerSecondAlone(),
                rates.efficiency());
        if (rates.examplesPerSecondOther() > 0) {
            out.printf(
                    Locale.ROOT,
                    "compared with  %,10.0f examples/s  (ratio %.3f)%n",
                    rates.examplesPerSecondOther(),
                    rates.examplesPerSecond() / rates.examplesPerSecondOther());
        }
        out.printf(
                Locale.ROOT,
                "iteration      %.2f ms: schedule %.2f, broadcast %.2f, compute %.2f, serialize %.2f, merge %.2f, apply %.2f%n",
                milliseconds.total(),
                milliseconds.schedule(),
                milliseconds.broadcast(),
                milliseconds.compute(),
                milliseconds.serialise(),
                milliseconds.merge(),
                milliseconds.apply());
        out.printf(
                Locale.ROOT,
                "Spark overhead %.2f ms per iteration; floor for the same number of floats %.2f ms (ratio %.2f)%n",
                overheadMilliseconds(),
                floorMilliseconds,
                overheadMilliseconds() / floorMilliseconds);
        out.printf(
                Locale.ROOT,
                "matrix products %.1f GFLOP/s, %.0f %% of the measured peak of %.1f GFLOP/s%n",
                products.gigaflops(),
                100 * products.gigaflops() / products.peakGigaflops(),
                products.peakGigaflops());
    }
}
