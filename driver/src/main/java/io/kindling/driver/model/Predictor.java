package io.kindling.driver.model;

import io.kindling.driver.data.BadRows;
import io.kindling.driver.data.TrainingColumns;
import io.kindling.driver.data.column.FeatureEncoder;
import io.kindling.driver.data.column.RowTransform;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.row.RowLayout;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.driver.data.sql.NameCase;
import io.kindling.driver.session.SparkSettings;
import io.kindling.driver.spark.SparkErrors;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layer.EmbeddedInput;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Predicts tables on executors. A table needs the feature columns of the model, in any order and among others, but no
 * label. Its columns are kept. {@code prediction} (the name of the class if the model has names) and, for
 * classification, {@code probability} (for losses with scores, {@code rawPrediction}) are appended.
 *
 * <p>The model is broadcast once. Tables are evaluated lazily, so a predictor must stay open until its tables are
 * computed. If it is not closed, Spark frees the model when neither the predictor nor its tables are referenced.
 */
public final class Predictor implements AutoCloseable {
    private final TrainedModel model;
    private final BadRows badRows;
    private final PredictionColumns predictionColumns;
    private final Broadcast<ModelState> broadcast;

    /**
     * Creates a predictor.
     *
     * @param badRows whether a bad row fails the job or is dropped. The permitted share of dropped rows is not checked;
     *     see {@link #rejections}
     */
    public Predictor(SparkSession spark, TrainedModel model, BadRows badRows) {
        this(
                spark,
                model,
                badRows,
                new ArrayColumns(
                        model.loss(), Network.of(model.network()).output().size(), model.classNames()));
    }

    /** Creates a predictor with other prediction columns. */
    public Predictor(SparkSession spark, TrainedModel model, BadRows badRows, PredictionColumns predictionColumns) {
        this.model = model;
        this.badRows = badRows;
        this.predictionColumns = predictionColumns;
        SparkSettings.requireRegistered(spark.sparkContext().getConf());
        this.broadcast = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(model.state());
    }

    /** Returns the table with predictions. Evaluated lazily. */
    public Dataset<Row> transform(Dataset<Row> rows) {
        return transform(rows, "the data");
    }

    /**
     * Returns the table with predictions. Evaluated lazily; a bad row fails the job with a {@link DataException}.
     *
     * @param place location of the table, for errors
     * @throws DataException if a feature column is missing or has another width, or if the table already has a
     *     prediction column
     */
    public Dataset<Row> transform(Dataset<Row> rows, String place) {
        StructType schema = rows.schema();
        List<StructField> added = predictionColumns.columns();
        NameCase nameCase = NameCase.of(rows.sparkSession());
        List<Integer> kept = RowLayout.dataColumns(schema);
        List<StructField> predicted = new ArrayList<>();
        for (int column : kept) {
            StructField field = schema.fields()[column];
            if (added.stream().anyMatch(other -> nameCase.same(other.name(), field.name()))) {
                throw new DataException("Cannot add column " + field.name() + " to " + place
                        + ": it has a column of that name; rename it or leave it out");
            }
            predicted.add(field);
        }
        predicted.addAll(added);
        int[] keptColumns = kept.stream().mapToInt(Integer::intValue).toArray();
        // Derived columns follow the columns of the table.
        Dataset<Row> derived = derived(rows, place);
        PredictionTask task =
                new PredictionTask(model, broadcast, encoder(derived, place), badRows, predictionColumns, keptColumns);
        String[] names = predicted.stream().map(StructField::name).toArray(String[]::new);
        // Spark prunes the columns of an encoder by name, so the columns have unique names until they are written.
        return derived.mapPartitions(task, Encoders.row(numbered(predicted))).toDF(names);
    }

    private static StructType numbered(List<StructField> fields) {
        StructType schema = new StructType();
        for (StructField field : fields) {
            schema = schema.add(
                    new StructField("c" + schema.length(), field.dataType(), field.nullable(), field.metadata()));
        }
        return schema;
    }

    /** Returns the bad rows of a table. Reads all rows. */
    public Rejections rejections(Dataset<Row> rows, String place) {
        Dataset<Row> derived = derived(rows, place);
        FeatureEncoder encoder = encoder(derived, place);
        List<Rejections> found = SparkErrors.unwrap(
                place,
                () -> derived.javaRDD()
                        .mapPartitionsWithIndex(
                                (partition, its) -> {
                                    Rejections all = new Rejections();
                                    encoder.encode(partition, its)
                                            .forEachRemaining(batch -> all.merge(batch.rejections()));
                                    return Arrays.asList(all).iterator();
                                },
                                true)
                        .collect());
        Rejections all = new Rejections();
        found.forEach(all::merge);
        return all;
    }

    private Dataset<Row> derived(Dataset<Row> rows, String place) {
        return model.inputs().derivedFeatures().apply(rows, model.columns().nullValues(), place);
    }

    private FeatureEncoder encoder(Dataset<Row> rows, String place) {
        int width = model.network().input().size();
        SourceTable table = SourceTable.of(rows);
        // Rules for labels are not applied: the table may have no label, or several columns with its name.
        RowTransform columns = model.columns().making(model.featureColumns()).over(table, place);
        RowLayout layout = SparkErrors.unwrap(
                place,
                () -> RowLayout.ofFeatures(
                        table.map(columns.schema(), columns.origins(), columns::apply),
                        place,
                        model.features(),
                        width));
        TrainingColumns described = new TrainingColumns(layout.describedFeatures(columns.schema()), List.of(), null);
        model.inputs().described().requireOrder(described, place);
        List<EmbeddedInput> embedded = EmbeddedInput.of(
                        model.network().layers(), model.network().input())
                .stream()
                .filter(its -> its.all(model.scaling()::isIdentity))
                .toList();
        return new FeatureEncoder(
                layout, rows.schema(), columns, Network.of(model.network()).widest(), embedded);
    }

    /** Removes the model from the executors. */
    @Override
    public void close() {
        broadcast.destroy();
    }
}
