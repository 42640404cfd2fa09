package io.kindling.driver.training;

import io.kindling.driver.data.PreparedData;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.training.Evaluator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Evaluates models on executors. The sums of the blocks are merged in the order of the blocks, so the metrics are the
 * same on every cluster.
 */
public final class SparkEvaluator implements Evaluator {
    private final JavaSparkContext spark;
    private final NetworkTask task;
    private final int columns;
    private final PreparedData data;

    public SparkEvaluator(JavaSparkContext spark, NetworkTask task, PreparedData data) {
        this.spark = spark;
        this.task = task;
        this.columns = task.columns();
        this.data = data;
    }

    @Override
    public MetricSums evaluate(ModelState model) {
        Broadcast<ModelState> broadcast = spark.broadcast(model);
        try {
            List<MetricMessage> messages = new ArrayList<>();
            PartitionJob.run(
                    data.blocks().rdd(),
                    MetricMessage[].class,
                    new EvaluationTask(task, broadcast),
                    part -> messages.addAll(Arrays.asList(part)));
            messages.sort(Comparator.comparingInt(MetricMessage::chunk).thenComparingInt(MetricMessage::shard));
            MetricSums sums = new MetricSums(task.metrics(), columns);
            for (MetricMessage message : messages) {
                sums.merge(new MetricSums(task.metrics(), columns, message.sums()));
            }
            if (sums.divisor() == 0) {
                throw new DataException("Cannot evaluate on examples with a total weight of 0: " + sums.examples()
                        + "; check data.weight, and the weight and ignoreIndex of the loss");
            }
            return sums;
        } finally {
            broadcast.destroy();
        }
    }
}
