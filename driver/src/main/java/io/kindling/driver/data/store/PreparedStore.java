package io.kindling.driver.data.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.DerivedColumns;
import io.kindling.driver.data.FittedInputs;
import io.kindling.driver.data.NetworkInput;
import io.kindling.driver.data.ParentInputs;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingColumns;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.block.ExampleShape;
import io.kindling.driver.data.block.Placement;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.row.FeatureColumnsJson;
import io.kindling.driver.redaction.Masked;
import io.kindling.driver.redaction.Redaction;
import io.kindling.driver.spark.SparkErrors;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple3;

/**
 * Prepared data in a folder: ordered and scaled examples in files ({@link BlockFile}), {@code prepared.json} and,
 * written last, the manifest. Training on prepared data is bit-identical to training on the source for any batch size
 * and number of shards. It neither reads the source nor shuffles.
 */
public final class PreparedStore {
    private static final String DESCRIPTION = "prepared.json";
    private static final int SEGMENT_VALUES = 1 << 18;
    private static final List<String> SETS = List.of("train", "validation", "test");

    private final JavaSparkContext context;
    private final Folder folder;

    public PreparedStore(SparkSession spark, Folder folder) {
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.folder = folder;
    }

    /** Returns the requirements for preparing data to be written: one block per chunk, which becomes a file. */
    public static DataRequirements demand(DataRequirements training) {
        int segmentRows = Math.max(1, SEGMENT_VALUES / training.features());
        return new DataRequirements(
                training.input(), training.outputs(), training.loss(), segmentRows, 1, 1, training.embedded());
    }

    /**
     * Writes data that was prepared with the requirements of {@link #demand}.
     *
     * @param config the configuration that the data was prepared with
     * @throws StorageException if the folder already holds prepared data
     */
    public void write(TrainingData data, DataConfig config, long seed) {
        if (folder.has(Manifest.FILE)) {
            throw new StorageException("Cannot write prepared data: " + folder.location() + "; it already holds a "
                    + Manifest.FILE + ", choose another folder");
        }
        ObjectNode description = ConfigText.parse("{}", DESCRIPTION);
        description.put("seed", seed);
        description.set("config", comparable(config));
        description.put("maskedFingerprint", Masked.fingerprint(values(config)));
        FeatureColumnsJson.write(data.features(), description);
        data.train().featureNames().forEach(description.putArray("featureNames")::add);
        description.set("derived", RecordWriter.write(data.inputs().derived(), DerivedColumns.class));
        description.set("columns", RecordWriter.write(data.columns(), FittedColumns.class));
        description.set("scaling", data.scaling().toJson());
        description.set("described", RecordWriter.write(data.inputs().described(), TrainingColumns.class));
        List<Manifest.Entry> entries = new ArrayList<>();
        List<PreparedData> sets = new ArrayList<>();
        sets.add(data.train());
        sets.add(data.validation().orElse(null));
        sets.add(data.test().orElse(null));
        for (int i = 0; i < SETS.size(); i++) {
            if (sets.get(i) != null) {
                StoredSet stored = write(SETS.get(i), sets.get(i), entries);
                description.set(SETS.get(i), RecordWriter.write(stored, StoredSet.class));
            }
        }
        byte[] bytes = ConfigText.json(description).getBytes(StandardCharsets.UTF_8);
        folder.write(DESCRIPTION, bytes);
        entries.add(Manifest.Entry.of(DESCRIPTION, bytes));
        ManifestFile.write(folder, new Manifest(Manifest.FORMAT, entries));
    }

    private StoredSet write(String name, PreparedData data, List<Manifest.Entry> entries) {
        ChunkPlan plan = data.plan();
        Broadcast<SerializableConfiguration> hadoop = hadoop();
        try {
            FileWriter writer = new FileWriter(folder.location(), name, plan.batchSize(), hadoop);
            List<String> files = new ArrayList<>();
            for (Tuple3<String, Long, String> file :
                    data.blocks().mapPartitionsWithIndex(writer::write, true).collect()) {
                entries.add(new Manifest.Entry(file._1(), file._2(), file._3()));
                files.add(file._1());
            }
            return new StoredSet(
                    plan.examples(),
                    new ExampleShape(data.featureColumns(), data.targetColumns(), data.isWeighted()),
                    plan.chunkRows(),
                    plan.batchSize(),
                    data.digest(),
                    StoredSet.DroppedRows.of(data.dropped()),
                    files);
        } finally {
            hadoop.destroy();
        }
    }

    /** Returns the network input for this data. In folders of earlier versions, it is one column. */
    public Shape input() {
        Manifest manifest = manifest();
        ObjectNode description = description(manifest);
        FittedInputs inputs = inputs(description);
        return inputs.features().widths().isEmpty()
                ? new Features(set(SETS.get(0), description, manifest).shape().features())
                : NetworkInput.of(inputs.features(), inputs.columns());
    }

    /**
     * Reads the data for training.
     *
     * @param config must equal the configuration of the preparation, except {@code chunkMegabytes} and {@code prepared}
     * @throws StorageException if the folder is incomplete or a file is damaged
     * @throws ConfigurationException if the data was prepared with another configuration
     */
    public TrainingData read(DataConfig config, DataRequirements demand, long seed) {
        Manifest manifest = manifest();
        ObjectNode description = description(manifest);
        requireEqual("training.seed", description.path("seed").toString(), Long.toString(seed));
        ObjectNode wanted = comparable(config);
        ObjectNode stored = comparable(ManifestFile.record(description.path("config"), DataConfig.class, source()));
        wanted.fieldNames().forEachRemaining(key -> {
            // Options are compared without their order.
            if (!Masked.isSame(stored.path(key), wanted.path(key))) {
                throw differs(
                        "data." + key,
                        stored.path(key).toString(),
                        wanted.path(key).toString());
            }
        });
        JsonNode fingerprint = description.path("maskedFingerprint");
        if (fingerprint.isTextual() && !Masked.isFingerprint(fingerprint.textValue(), values(config))) {
            throw new ConfigurationException("Invalid data: a masked value (" + folder.location()
                    + " was prepared with another value; use that value or prepare the data again)");
        }
        FittedInputs inputs = inputs(description);
        demand.require(inputs.columns(), inputs.features());
        inputs.features().requireInput(demand.input(), folder.location());
        List<PreparedData> sets = new ArrayList<>();
        try {
            for (String name : SETS) {
                sets.add(description.has(name) ? read(name, description, manifest, config, demand) : null);
            }
        } catch (RuntimeException e) {
            sets.stream().filter(Objects::nonNull).forEach(PreparedData::close);
            throw e;
        }
        return new TrainingData(sets.get(0), sets.get(1), sets.get(2), inputs);
    }

    /** Returns how rows were converted to examples. Folders of earlier versions do not describe their columns. */
    private FittedInputs inputs(ObjectNode description) {
        String source = folder.location() + "/" + DESCRIPTION;
        return new FittedInputs(
                description.has("derived")
                        ? ManifestFile.record(description.path("derived"), DerivedColumns.class, source)
                        : new DerivedColumns(),
                ManifestFile.record(description.path("columns"), FittedColumns.class, source),
                FeatureColumnsJson.read(description),
                FeatureScaling.fromJson(description.path("scaling")),
                description.has("described")
                        ? ManifestFile.record(description.path("described"), TrainingColumns.class, source)
                        : new TrainingColumns());
    }

    /**
     * Checks that the data was prepared with the inputs of the model that training starts from.
     *
     * @throws ConfigurationException if they differ; names each difference
     */
    public void requireMatch(ParentInputs model) {
        ObjectNode description = description(manifest());
        model.requirePrepared(inputs(description), strings(description.path("featureNames")), folder.location());
    }

    private PreparedData read(
            String name, ObjectNode description, Manifest manifest, DataConfig config, DataRequirements demand) {
        StoredSet set = set(name, description, manifest);
        if (set.shape().features() != demand.features()) {
            throw new DataException("Cannot feed " + folder.location() + " to the network: "
                    + set.shape().features() + " features; network.input takes " + demand.features());
        }
        ChunkPlan plan = ChunkPlan.of(
                set.examples(),
                demand.batchSize(),
                demand.shards(),
                config.chunkRows(set.shape().values()));
        set.shape().requireBlocks(plan);
        int parallelism = context.defaultParallelism();
        Placement placement = Placement.of(plan, parallelism, demand.passes());
        Broadcast<String[]> files = context.broadcast(set.files().toArray(new String[0]));
        Broadcast<SerializableConfiguration> hadoop = hadoop();
        FileReader reader = new FileReader(folder.location(), placement, set, demand, files, hadoop);
        List<Integer> partitions =
                IntStream.range(0, placement.partitions()).boxed().toList();
        JavaRDD<ShardBlock> blocks =
                context.parallelize(partitions, partitions.size()).flatMap(reader::read);
        return SparkErrors.unwrap(
                folder.location(),
                () -> PreparedData.keep(
                        placement,
                        blocks,
                        new PreparedData.Facts(
                                strings(description.path("featureNames")), set.shape(), set.digest(), set.rejections()),
                        List.of(files, hadoop)));
    }

    private Manifest manifest() {
        return ManifestFile.read(folder, "prepared data");
    }

    private ObjectNode description(Manifest manifest) {
        byte[] bytes = ManifestFile.verified(folder, manifest, DESCRIPTION);
        return ManifestFile.tree(bytes, source());
    }

    private String source() {
        return folder.location() + "/" + DESCRIPTION;
    }

    /** Returns a data set after checking that the manifest lists its files. */
    private StoredSet set(String name, ObjectNode description, Manifest manifest) {
        StoredSet set = ManifestFile.record(description.path(name), StoredSet.class, source());
        Map<String, Long> lengths = new HashMap<>();
        manifest.files().forEach(file -> lengths.put(file.name(), file.length()));
        for (int number = 0; number < set.files().size(); number++) {
            String file = set.files().get(number);
            if (lengths.getOrDefault(file, -1L) != set.file(number).length()) {
                throw new StorageException("Cannot read " + source() + ": the manifest does not list " + file
                        + " with the length of its examples");
            }
        }
        return set;
    }

    private Broadcast<SerializableConfiguration> hadoop() {
        return context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    }

    /**
     * Returns the configuration that must match when the data is read: all except where the data was written and how it
     * is divided. Secrets are masked.
     */
    private static ObjectNode comparable(DataConfig config) {
        return (ObjectNode) Redaction.of(System.getenv()).tree(values(config));
    }

    private static ObjectNode values(DataConfig config) {
        ObjectNode json = (ObjectNode) RecordWriter.write(config, DataConfig.class);
        json.remove(List.of("prepared", "chunkMegabytes"));
        return json;
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asText()));
        return strings;
    }

    private void requireEqual(String key, String stored, String wanted) {
        if (!stored.equals(wanted)) {
            throw differs(key, stored, wanted);
        }
    }

    private ConfigurationException differs(String key, String stored, String wanted) {
        return new ConfigurationException("Invalid " + key + ": " + wanted + " (" + folder.location()
                + " was prepared with " + stored + "; use that value or prepare the data again)");
    }
}
