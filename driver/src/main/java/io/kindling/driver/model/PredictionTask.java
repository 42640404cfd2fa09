package io.kindling.driver.model;

import io.kindling.driver.data.BadRows;
import io.kindling.driver.data.Fail;
import io.kindling.driver.data.column.FeatureEncoder;
import io.kindling.driver.data.row.FeatureBatch;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.layer.Pass;
import io.kindling.trainer.layer.Workspace;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Predicts the rows of a partition, block by block. A pure function of its fields and the rows. */
final class PredictionTask implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final NetworkSpec spec;
    private final LossFunction loss;
    private final FeatureScaling scaling;
    private final Broadcast<ModelState> model;
    private final FeatureEncoder encoder;
    private final BadRows badRows;
    private final PredictionColumns predictionColumns;
    private final int[] keptColumns;

    /**
     * Creates a task.
     *
     * @param encoder encoder of the features of the table
     * @param keptColumns columns of the table, which precede the predictions
     */
    PredictionTask(
            TrainedModel model,
            Broadcast<ModelState> state,
            FeatureEncoder encoder,
            BadRows badRows,
            PredictionColumns predictionColumns,
            int[] keptColumns) {
        this.spec = model.network();
        this.loss = model.loss();
        this.scaling = model.scaling();
        this.model = state;
        this.encoder = encoder;
        this.badRows = badRows;
        this.predictionColumns = predictionColumns;
        this.keptColumns = keptColumns.clone();
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Predicted(encoder.encode(TaskContext.getPartitionId(), rows));
    }

    private final class Predicted implements Iterator<Row> {
        private final Iterator<FeatureBatch> batches;
        private final Network network = Network.of(spec);
        private final int columns = network.output().size();
        private final int added = predictionColumns.columns().size();
        private final Pass pass = Pass.evaluation(
                model.value().parameters(),
                model.value().buffers(),
                new Workspace(),
                Backend.ofThisJvm().gemm());
        private FeatureBatch batch;
        private float[] outputs = new float[0];
        private float[] predictions = new float[0];
        private int next;

        Predicted(Iterator<FeatureBatch> batches) {
            this.batches = batches;
        }

        @Override
        public boolean hasNext() {
            while ((batch == null || next == batch.rows().size()) && batches.hasNext()) {
                predict(batches.next());
            }
            return batch != null && next < batch.rows().size();
        }

        private void predict(FeatureBatch features) {
            int n = features.rows().size();
            if (badRows instanceof Fail fail) {
                fail.judge(features.rejections(), n);
            }
            batch = features;
            next = 0;
            scaling.apply(features.features(), n);
            outputs = network.forward(pass, features.features(), n);
            if (predictions.length < n * columns) {
                predictions = new float[n * columns];
            }
            loss.predictions(outputs, n, columns, predictions);
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Row row = batch.rows().get(next);
            Object[] cells = new Object[keptColumns.length + added];
            for (int c = 0; c < keptColumns.length; c++) {
                cells[c] = row.get(keptColumns[c]);
            }
            predictionColumns.write(outputs, predictions, next * columns, columns, cells, keptColumns.length);
            next++;
            return RowFactory.create(cells);
        }
    }
}
