package io.kindling.driver.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.Locale;

/**
 * What a benchmark measured; times are medians over iterations, rates medians over turns.
 *
 * @param examplesPerSecond on Spark
 * @param examplesPerSecondAlone the same arithmetic on threads of the driver's process, as many as tasks but no more than its processors
 * @param examplesPerSecondOther of the configuration that took turns with it, on Spark; 0 without one
 * @param floorMilliseconds Spark's own for an iteration that computes nothing: as many numbers out and back
 * @param gigaflops of the matrix products, over the time of the whole iteration
 * @param peakGigaflops of all tasks at once on products that stay in cache, measured in the same run
 * @param gemm what multiplies
 */
public record BenchmarkReport(
        long examples,
        long parameters,
        int batchSize,
        int shards,
        int tasks,
        double examplesPerSecond,
        double examplesPerSecondAlone,
        double examplesPerSecondOther,
        Split milliseconds,
        double floorMilliseconds,
        double gigaflops,
        double peakGigaflops,
        String gemm) {

    /**
     * Where the time of an iteration goes.
     *
     * @param schedule Spark, the wire, waiting
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

    /** What Spark adds to an iteration, in milliseconds: everything but compute and apply. */
    public double overheadMilliseconds() {
        return milliseconds.total() - milliseconds.compute() - milliseconds.apply();
    }

    /** As one JSON object. */
    public ObjectNode json() {
        ObjectNode json = new ObjectMapper().valueToTree(this);
        json.put("efficiency", examplesPerSecond / examplesPerSecondAlone);
        json.put("overheadMilliseconds", overheadMilliseconds());
        json.put("overheadToFloor", overheadMilliseconds() / floorMilliseconds);
        json.put("ofPeak", gigaflops / peakGigaflops);
        return json;
    }

    /** For people. */
    public void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%,d parameters, batches of %,d in %d shards, %d tasks at a time; %s%n",
                parameters,
                batchSize,
                shards,
                tasks,
                gemm);
        out.printf(
                Locale.ROOT,
                "on Spark       %,10.0f examples/s%nwithout Spark  %,10.0f examples/s  (efficiency %.2f)%n",
                examplesPerSecond,
                examplesPerSecondAlone,
                examplesPerSecond / examplesPerSecondAlone);
        if (examplesPerSecondOther > 0) {
            out.printf(
                    Locale.ROOT,
                    "the other      %,10.0f examples/s  (ratio %.3f)%n",
                    examplesPerSecondOther,
                    examplesPerSecond / examplesPerSecondOther);
        }
        out.printf(
                Locale.ROOT,
                "an iteration   %.2f ms: schedule %.2f, broadcast %.2f, compute %.2f, serialise %.2f, merge %.2f, apply %.2f%n",
                milliseconds.total(),
                milliseconds.schedule(),
                milliseconds.broadcast(),
                milliseconds.compute(),
                milliseconds.serialise(),
                milliseconds.merge(),
                milliseconds.apply());
        out.printf(
                Locale.ROOT,
                "above compute and apply: %.2f ms; Spark's floor for as many numbers %.2f ms (ratio %.2f)%n",
                overheadMilliseconds(),
                floorMilliseconds,
                overheadMilliseconds() / floorMilliseconds);
        out.printf(
                Locale.ROOT,
                "matrix products %.1f GFLOP/s, %.0f %% of the measured peak of %.1f GFLOP/s%n",
                gigaflops,
                100 * gigaflops / peakGigaflops,
                peakGigaflops);
    }
}
