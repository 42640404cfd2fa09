package io.kindling.driver.evaluation;

import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.training.NetworkTask;
import io.kindling.driver.training.PartitionJob;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.layer.Pass;
import io.kindling.trainer.layer.Workspace;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** The examples with the largest errors of a model. */
public final class Mispredictions {
    private Mispredictions() {}

    /** An example that a model predicts wrongly. */
    public static final class Misprediction {
        private final float target;
        private final float prediction;
        private final float confidence;
        private final float error;
        private final float[] features;

        private Misprediction(float target, float prediction, float confidence, float error, float[] features) {
            this.target = target;
            this.prediction = prediction;
            this.confidence = confidence;
            this.error = error;
            this.features = features;
        }

        /** Class index, or the target in the column with the largest error. */
        public float target() {
            return target;
        }

        /** Predicted class index, or the prediction in that column. */
        public float prediction() {
            return prediction;
        }

        /** Probability or score of the predicted class; for regression, the signed error. */
        public float confidence() {
            return confidence;
        }

        /**
         * Error by which examples are ranked: the margin between the outputs of the predicted and the actual class, or
         * the largest error of a column.
         */
        public float error() {
            return error;
        }

        /** Scaled features. Must not be modified. */
        public float[] features() {
            return features;
        }
    }

    /**
     * Returns the examples with the largest errors. For classes, these are the misclassified examples, most confident
     * first; for regression and multi-label tasks, the largest error in any column counts. Examples of weight 0 are
     * ignored.
     *
     * @param most maximum number of examples
     */
    public static List<Misprediction> of(
            JavaSparkContext spark, NetworkTask task, PreparedData data, ModelState model, int most) {
        Broadcast<ModelState> broadcast = spark.broadcast(model);
        try {
            List<Misprediction> found = new ArrayList<>();
            PartitionJob.run(data.blocks().rdd(), Block.class, new Search(task, broadcast, most), block -> {
                for (int i = 0; i < block.rows(); i++) {
                    found.add(wrong(block, i));
                }
            });
            return found.stream().sorted(WORST_FIRST).limit(most).toList();
        } finally {
            broadcast.destroy();
        }
    }

    private static final Comparator<Misprediction> WORST_FIRST = Comparator.comparingDouble(Misprediction::error)
            .reversed()
            .thenComparing(Misprediction::features, Arrays::compare);

    private static final int FACTS = 4;

    private static Misprediction wrong(Block block, int row) {
        float[] facts = block.targets();
        int at = row * FACTS;
        int columns = block.featureColumns();
        return new Misprediction(
                facts[at],
                facts[at + 1],
                facts[at + 2],
                facts[at + 3],
                Arrays.copyOfRange(block.features(), row * columns, (row + 1) * columns));
    }

    /** Returns the examples as a block, which already has a serializer. The targets hold the other fields. */
    private static Block block(List<Misprediction> examples, int columns) {
        float[] features = new float[examples.size() * columns];
        float[] facts = new float[examples.size() * FACTS];
        for (int i = 0; i < examples.size(); i++) {
            Misprediction example = examples.get(i);
            System.arraycopy(example.features(), 0, features, i * columns, columns);
            facts[i * FACTS] = example.target();
            facts[i * FACTS + 1] = example.prediction();
            facts[i * FACTS + 2] = example.confidence();
            facts[i * FACTS + 3] = example.error();
        }
        return new Block(examples.size(), columns, FACTS, features, facts, null);
    }

    /** Finds the largest errors in the blocks of a task. */
    private static final class Search implements PartitionJob.Task<ShardBlock, Block> {
        private static final long serialVersionUID = 1L;
        private static final int ROWS = 256;

        private final NetworkTask task;
        private final Broadcast<ModelState> model;
        private final int most;

        Search(NetworkTask task, Broadcast<ModelState> model, int most) {
            this.task = task;
            this.model = model;
            this.most = most;
        }

        @Override
        public Block run(Iterator<ShardBlock> blocks) {
            Network network = Network.of(task.network());
            Pass pass = Pass.evaluation(
                    model.value().parameters(),
                    model.value().buffers(),
                    new Workspace(),
                    Backend.ofThisJvm().gemm());
            PriorityQueue<Misprediction> worst = new PriorityQueue<>(WORST_FIRST.reversed());
            blocks.forEachRemaining(block -> {
                for (int from = 0; from < block.block().rows(); from += ROWS) {
                    search(
                            network,
                            pass,
                            block.block(),
                            from,
                            Math.min(block.block().rows(), from + ROWS),
                            worst);
                }
            });
            List<Misprediction> found = worst.stream().sorted(WORST_FIRST).toList();
            return block(found, network.spec().input().size());
        }

        private void search(
                Network network, Pass pass, Block block, int from, int to, PriorityQueue<Misprediction> worst) {
            int n = to - from;
            int width = block.featureColumns();
            int targetColumns = block.targetColumns();
            int columns = network.output().size();
            LossFunction loss = task.loss();
            float[] features = Arrays.copyOfRange(block.features(), from * width, to * width);
            float[] outputs = network.forward(pass, features.clone(), n);
            float[] predictions = new float[n * columns];
            loss.predictions(outputs, n, columns, predictions);
            float[] weights = block.weights() == null ? null : Arrays.copyOfRange(block.weights(), from, to);
            float[] values = Arrays.copyOfRange(block.targets(), from * targetColumns, to * targetColumns);
            Targets targets = loss.counted(new Targets(values, targetColumns, weights), n);
            for (int i = 0; i < n; i++) {
                if (targets.weight(i) > 0) {
                    float[] example = Arrays.copyOfRange(features, i * width, (i + 1) * width);
                    add(judge(loss.task(), values, outputs, predictions, i, columns, example), worst);
                }
            }
        }

        private void add(Misprediction example, PriorityQueue<Misprediction> worst) {
            if (example.error() > 0) {
                worst.add(example);
                if (worst.size() > most) {
                    worst.poll();
                }
            }
        }

        /** Returns the error of an example; 0 if the prediction is correct. */
        private static Misprediction judge(
                Task task,
                float[] targets,
                float[] outputs,
                float[] predictions,
                int i,
                int columns,
                float[] features) {
            if (task == Task.MULTICLASS) {
                int best = 0;
                for (int c = 1; c < columns; c++) {
                    best = predictions[i * columns + c] > predictions[i * columns + best] ? c : best;
                }
                int actual = (int) targets[i];
                float margin = best == actual ? 0 : outputs[i * columns + best] - outputs[i * columns + actual];
                return new Misprediction(actual, best, predictions[i * columns + best], margin, features);
            }
            if (task == Task.BINARY && columns == 1) {
                float yes = predictions[i];
                int predicted = yes >= 0.5f ? 1 : 0;
                float error = predicted == (targets[i] >= 0.5f ? 1 : 0) ? 0 : Math.abs(yes - targets[i]);
                return new Misprediction(targets[i], predicted, predicted == 1 ? yes : 1 - yes, error, features);
            }
            int worst = i * columns;
            for (int c = i * columns; c < (i + 1) * columns; c++) {
                worst = Math.abs(predictions[c] - targets[c]) > Math.abs(predictions[worst] - targets[worst])
                        ? c
                        : worst;
            }
            float error = predictions[worst] - targets[worst];
            return new Misprediction(targets[worst], predictions[worst], error, Math.abs(error), features);
        }
    }
}
