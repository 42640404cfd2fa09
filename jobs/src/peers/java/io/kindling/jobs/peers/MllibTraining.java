package io.kindling.jobs.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.BLAS$;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Trains the {@link MultilayerPerceptronClassifier} of MLlib on MNIST with L-BFGS on {@code local[2]}. Prints one line
 * per pass over the data and a summary.
 */
final class MllibTraining {
    private static final int WARM_UP_PASSES = 5;

    private MllibTraining() {}

    /**
     * Runs the training.
     *
     * @param arguments folder of the MNIST files, layer sizes such as {@code 784-128-10}, examples per block,
     *     iterations of L-BFGS
     */
    public static void main(String... arguments) throws IOException {
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .appName("mllib")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
        spark.sparkContext().setLogLevel("ERROR");
        Mnist train = Mnist.train(Path.of(arguments[0]));
        Dataset<Row> rows = rows(spark, train);
        Passes passes = new Passes(train.size());
        spark.sparkContext().addSparkListener(passes);
        MultilayerPerceptronClassificationModel model = new MultilayerPerceptronClassifier()
                .setLayers(LibtorchNetwork.sizes(arguments[1]))
                .setBlockSize(Integer.parseInt(arguments[2]))
                .setMaxIter(Integer.parseInt(arguments[3]))
                .setSeed(1)
                .fit(rows);
        double accuracy = new MulticlassClassificationEvaluator()
                .setMetricName("accuracy")
                .evaluate(model.transform(rows(spark, Mnist.test(Path.of(arguments[0])))));
        // The listener has received the events of all jobs only after the stop.
        spark.stop();
        System.out.printf(
                Locale.ROOT,
                "MLlib with %s, %s, blocks of %s, %d passes in %.1f s, test accuracy %.4f, %,.0f examples/s%n",
                BLAS$.MODULE$.nativeBLAS().getClass().getSimpleName(),
                arguments[1],
                arguments[2],
                passes.size(),
                passes.seconds(),
                accuracy,
                passes.rate());
    }

    private static Dataset<Row> rows(SparkSession spark, Mnist mnist) {
        List<Row> rows = IntStream.range(0, mnist.size())
                .mapToObj(example -> RowFactory.create(
                        (double) mnist.label(example),
                        Vectors.dense(IntStream.range(0, Mnist.PIXELS)
                                .mapToDouble(pixel -> mnist.pixel(example, pixel))
                                .toArray())))
                .toList();
        Dataset<Row> dataset = spark.createDataFrame(
                        rows,
                        new StructType().add("label", DataTypes.DoubleType).add("features", SQLDataTypes.VectorType()))
                .repartition(2)
                .cache();
        dataset.count();
        return dataset;
    }

    /**
     * Measures the jobs that compute the gradient of all examples. A pass lasts from the end of the previous pass to
     * its own end, so it includes the L-BFGS step on the driver.
     */
    private static final class Passes extends SparkListener {
        private final int examples;
        private final Map<Integer, Long> starts = new ConcurrentHashMap<>();
        private final List<Long> ends = Collections.synchronizedList(new ArrayList<>());

        Passes(int examples) {
            this.examples = examples;
        }

        @Override
        public void onJobStart(SparkListenerJobStart job) {
            if (!job.stageInfos().isEmpty() && job.stageInfos().last().name().startsWith("treeAggregate")) {
                starts.put(job.jobId(), job.time());
            }
        }

        @Override
        public void onJobEnd(SparkListenerJobEnd job) {
            Long start = starts.remove(job.jobId());
            if (start == null) {
                return;
            }
            if (ends.isEmpty()) {
                ends.add(start);
            }
            ends.add(job.time());
            System.out.printf(Locale.ROOT, "pass %d  %,.0f examples/s%n", size(), rate(size() - 1));
        }

        int size() {
            return Math.max(0, ends.size() - 1);
        }

        double seconds() {
            return seconds(0);
        }

        private double seconds(int from) {
            return (ends.get(size()) - ends.get(from)) / 1e3;
        }

        /** Returns the examples per second, without the first passes, in which the JVM compiles. */
        double rate() {
            return rate(Math.min(WARM_UP_PASSES, size() / 3));
        }

        private double rate(int from) {
            return (size() - from) * (double) examples / seconds(from);
        }
    }
}
