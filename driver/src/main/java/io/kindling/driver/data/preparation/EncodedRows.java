package io.kindling.driver.data.preparation;

import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.block.ExampleShape;
import io.kindling.driver.data.block.Placement;
import io.kindling.driver.data.order.AsReadOrder;
import io.kindling.driver.data.order.BlockAssembly;
import io.kindling.driver.data.order.ContentOrder;
import io.kindling.driver.data.order.ExampleTransform;
import io.kindling.driver.data.order.OrderedRows;
import io.kindling.driver.data.order.RowOrder;
import io.kindling.driver.data.row.EncodedBatch;
import io.kindling.driver.data.row.RowEncoder;
import io.kindling.driver.data.row.RowLayout;
import io.kindling.driver.data.sample.Selection;
import io.kindling.driver.data.sample.Survey;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.driver.spark.SparkErrors;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.data.FeatureStatistics;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layer.EmbeddedInput;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/** The rows of one table as floats. The executors keep them while Kindling builds data sets from them. */
final class EncodedRows implements AutoCloseable {
    private final JavaRDD<EncodedBatch> batches;
    private final RowLayout layout;
    private final String place;
    private final DataRequirements demand;

    private EncodedRows(JavaRDD<EncodedBatch> batches, RowLayout layout, String place, DataRequirements demand) {
        this.batches = batches;
        this.layout = layout;
        this.place = place;
        this.demand = demand;
    }

    /**
     * Encodes a table, lazily.
     *
     * @param place name of the table, for messages
     * @param embedded features that must be valid row numbers of an embedding
     * @throws DataException if the table does not have the width that the network requires
     */
    static EncodedRows of(
            SourceTable table, String place, RowLayout layout, DataRequirements demand, List<EmbeddedInput> embedded) {
        if (layout.featureWidth() != demand.features()) {
            throw new DataException("Cannot feed " + place + " to the network: " + layout.featureWidth()
                    + " features; network.input takes " + demand.features());
        }
        int targets = demand.loss().targetColumns(demand.outputs());
        if (layout.targetWidth() != targets) {
            throw new DataException("Cannot train on the label of " + place + ": " + layout.targetWidth()
                    + " columns; the loss takes " + targets + " for a network of " + demand.outputs() + " outputs");
        }
        RowEncoder encoder = new RowEncoder(layout, table.schema(), demand.loss(), demand.outputs(), embedded);
        JavaRDD<EncodedBatch> batches = table.rows().mapPartitionsWithIndex(encoder::encode, true);
        return new EncodedRows(batches.persist(StorageLevel.MEMORY_AND_DISK()), layout, place, demand);
    }

    RowLayout layout() {
        return layout;
    }

    String place() {
        return place;
    }

    /** Surveys all rows in one Spark job. */
    Survey survey(Selection selection, boolean withStatistics) {
        int classCount = demand.classes();
        int statisticsWidth = withStatistics ? layout.featureWidth() : 0;
        if (batches.getNumPartitions() == 0) {
            return surveyed(List.<EncodedBatch>of().iterator(), selection, classCount, statisticsWidth);
        }
        return SparkErrors.unwrap(
                place,
                () -> batches.mapPartitions(its -> List.of(surveyed(its, selection, classCount, statisticsWidth))
                                .iterator())
                        .treeReduce(Survey::merge));
    }

    private static Survey surveyed(
            Iterator<EncodedBatch> batches, Selection selection, int classCount, int statisticsWidth) {
        Survey survey = new Survey(classCount, statisticsWidth == 0 ? null : new FeatureStatistics(statisticsWidth));
        batches.forEachRemaining(batch -> survey.add(batch, selection));
        return survey;
    }

    /** Orders the selected examples, cuts them into blocks and applies the final transform. */
    PreparedData prepare(Selection selection, ExampleTransform finish, Survey survey, DataConfig config, long seed) {
        ExampleShape read = new ExampleShape(layout.featureWidth(), layout.targetWidth(), layout.isWeighted());
        ExampleShape shape = finish.shape(read);
        int parallelism = batches.context().defaultParallelism();
        return SparkErrors.unwrap(place, () -> {
            OrderedRows ordered = config.order() == RowOrder.CONTENT
                    ? new ContentOrder(selection, read, seed).order(batches, parallelism)
                    : new AsReadOrder(selection, read).order(batches);
            ChunkPlan plan = ChunkPlan.of(
                    ordered.examples(), demand.batchSize(), demand.shards(), config.chunkRows(shape.values()));
            shape.requireBlocks(plan);
            Placement placement = Placement.of(plan, parallelism, demand.passes());
            return PreparedData.keep(
                    placement,
                    new BlockAssembly(placement, shape).cut(ordered.finish(finish)),
                    new PreparedData.Facts(layout.featureNames(), shape, survey.digest(), survey.rejections()),
                    List.of());
        });
    }

    @Override
    public void close() {
        batches.unpersist(false);
    }
}
