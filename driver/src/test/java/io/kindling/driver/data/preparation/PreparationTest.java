package io.kindling.driver.data.preparation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.kindling.driver.TestSpark;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.DataText;
import io.kindling.driver.data.FittedInputs;
import io.kindling.driver.data.IdxFiles;
import io.kindling.driver.data.ModelWidth;
import io.kindling.driver.data.ParentInputs;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.Rows;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.Vocabulary;
import io.kindling.driver.data.block.Placement;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.driver.data.source.Csv;
import io.kindling.driver.data.source.LibSvm;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.loss.BceWithLogits;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.Mse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PreparationTest {
    private static final String UNUSED = "source: {parquet: unused}";
    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = TestSpark.local(3);
    }

    @AfterAll
    static void stop() {
        assertThat(new JavaSparkContext(spark.sparkContext()).getPersistentRDDs())
                .isEmpty();
        spark.stop();
    }

    @Test
    void blocksHaveThePlannedSizesAndHoldEachExampleOnce() {
        List<Row> rows = Rows.numbered(1000);
        DataRequirements demand = new DataRequirements(3, 3, new CrossEntropy(), 16, 5, 1);
        try (TrainingData data = new Preparation(config(), demand, 1).prepare(Rows.table(spark, rows), null);
                TrainingData again = new Preparation(config("order: asRead"), demand, 1)
                        .prepare(Rows.table(spark, rows).repartition(4), null)) {
            assertPlaced(data.train());
            assertPlaced(again.train());
            assertThat(data.train().placement().tasksPerChunk()).isEqualTo(3);
            assertThat(Rows.examples(data.train()))
                    .isEqualTo(Rows.examples(again.train()))
                    .hasSize(1000);
            assertThat(Rows.blocks(data.train())).isNotEqualTo(Rows.blocks(again.train()));
            assertThat(data.train().digest()).isEqualTo(again.train().digest());
        }
    }

    @Test
    void splitsDataIntoThePlannedChunks() {
        List<Row> rows = Rows.numbered(1000);
        Dataset<Row> wide = Rows.table(spark, rows).selectExpr("array_repeat(a, 2000) AS x", "label");
        DataRequirements demand = new DataRequirements(2000, 3, new CrossEntropy(), 50, 7, 1);
        try (TrainingData data = new Preparation(config(), demand, 1).prepare(wide, null)) {
            assertThat(data.train().plan()).isEqualTo(new ChunkPlan(1000, 50, 7, 150));
            assertThat(data.train().plan().chunks()).isEqualTo(7);
            assertPlaced(data.train());
        }
    }

    private static void assertPlaced(PreparedData data) {
        Placement placement = data.placement();
        ChunkPlan plan = data.plan();
        int[] all = IntStream.range(0, placement.partitions()).toArray();
        assertThat(data.blocks().getNumPartitions()).isEqualTo(all.length);
        List<ShardBlock>[] partitions = data.blocks().collectPartitions(all);
        List<Integer> shards = new ArrayList<>();
        for (int partition = 0; partition < all.length; partition++) {
            for (ShardBlock block : partitions[partition]) {
                assertThat(block.chunk()).isEqualTo(placement.chunk(partition));
                assertThat(block.block().rows()).isEqualTo(plan.rows(block.chunk(), block.shard()));
                shards.add(block.chunk() * plan.shards() + block.shard());
            }
        }
        assertThat(shards).hasSize(plan.chunks() * plan.shards()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void fewerExamplesThanShardsLeaveBlocksEmpty() {
        DataRequirements demand = new DataRequirements(3, 3, new CrossEntropy(), 16, 8, 1);
        try (TrainingData data = new Preparation(config("scaling: standardize"), demand, 1)
                .prepare(Rows.table(spark, Rows.numbered(3)), null)) {
            assertPlaced(data.train());
            assertThat(Rows.examples(data.train())).hasSize(3);
        }
    }

    @Test
    void keepsAllEqualRows() {
        List<Row> rows = new ArrayList<>(Collections.nCopies(500, RowFactory.create(1.0, -0.0, 3f, 1)));
        rows.add(RowFactory.create(1.0, 0.0, 3f, 2));
        DataRequirements demand = new DataRequirements(3, 3, new CrossEntropy(), 7, 4, 1);
        try (TrainingData data = new Preparation(config("scaling: standardize"), demand, 1)
                .prepare(Rows.table(spark, rows).repartition(5), null)) {
            assertThat(Rows.examples(data.train()))
                    .hasSize(501)
                    .containsOnly("[0.0, 0.0, 0.0][1.0]", "[0.0, 0.0, 0.0][2.0]");
        }
    }

    @Test
    void anExampleStaysInItsSplitWhenTheDataGrows() {
        DataRequirements demand = new DataRequirements(3, 3, new CrossEntropy(), 16, 2, 1);
        Preparation preparation = new Preparation(config("validationFraction: 0.2"), demand, 5);
        try (TrainingData small = preparation.prepare(Rows.table(spark, Rows.numbered(500)), null);
                TrainingData large = preparation.prepare(
                        Rows.table(spark, Rows.numbered(900)).repartition(2), null)) {
            List<String> heldOut = Rows.examples(small.validation().orElseThrow());
            assertThat(heldOut).hasSizeBetween(70, 130);
            assertThat(heldOut).hasSize(500 - (int) small.train().examples());
            assertThat(Rows.examples(large.validation().orElseThrow())).containsAll(heldOut);
            assertThat(Rows.examples(large.train())).containsAll(Rows.examples(small.train()));
            assertThat(Rows.examples(large.train())).doesNotContainAnyElementsOf(heldOut);
        }
    }

    @Test
    void fitsScalingsOnlyOnTrainingExamples() {
        StructType schema = new StructType().add("x", DataTypes.DoubleType).add("y", DataTypes.DoubleType);
        Dataset<Row> train = spark.createDataFrame(
                List.of(
                        RowFactory.create(1e6 + 1, 0.0),
                        RowFactory.create(1e6 + 2, 0.0),
                        RowFactory.create(1e6 + 6, 1.0)),
                schema);
        Dataset<Row> validation = spark.createDataFrame(List.of(RowFactory.create(1e6 + 11, 0.0)), schema);
        Map<String, Double> expected = Map.of(
                "none",
                1e6 + 11,
                "standardize",
                8 / Math.sqrt(14.0 / 3),
                "{minMax: {}}",
                2.0,
                "{divide: 1000}",
                1000.011);
        expected.forEach((scaling, value) -> {
            DataConfig config = DataText.config(UNUSED, "label: [y]", "scaling: " + scaling);
            try (TrainingData data = new Preparation(config, new DataRequirements(1, 1, new Mse(), 4, 1, 1), 1)
                    .prepare(train, validation)) {
                float seen =
                        data.validation().orElseThrow().blocks().first().block().features()[0];
                assertThat(seen).isEqualTo(value.floatValue());
            }
        });
    }

    @Test
    void flattensVectorsArraysAndWeights() {
        StructType schema = new StructType()
                .add("w", DataTypes.FloatType)
                .add("v", SQLDataTypes.VectorType())
                .add("flag", DataTypes.BooleanType)
                .add("y1", DataTypes.LongType)
                .add("text", DataTypes.StringType)
                .add("a", DataTypes.createArrayType(DataTypes.FloatType))
                .add("y2", DataTypes.createDecimalType(4, 1));
        Dataset<Row> table = spark.createDataFrame(
                List.of(RowFactory.create(
                        0.5f,
                        Vectors.sparse(3, new int[] {1}, new double[] {7}),
                        true,
                        11L,
                        " 2.5 ",
                        List.of(4f, 5f),
                        new BigDecimal("1.5"))),
                schema);
        DataConfig config = DataText.config(UNUSED, "label: [y2, y1]", "features: [a, v..flag, 't?x*']", "weight: w");
        try (TrainingData data =
                new Preparation(config, new DataRequirements(7, 2, new Mse(), 4, 1, 1), 1).prepare(table, null)) {
            assertThat(Rows.examples(data.train()))
                    .containsExactly("[4.0, 5.0, 0.0, 7.0, 0.0, 1.0, 2.5][1.5, 11.0][0.5]");
            assertThat(data.train().featureNames())
                    .containsExactly("a[0]", "a[1]", "v[0]", "v[1]", "v[2]", "flag", "text");
            assertThat(data.featureColumns()).containsExactly("a", "v", "flag", "text");
        }
    }

    @Test
    void readsCompressedAndUncompressedIdxFiles() throws IOException {
        Path labels = IdxFiles.write(folder.resolve("labels"), new int[] {3}, new int[] {2, 0, 1});
        Path images = IdxFiles.write(folder.resolve("images"), new int[] {3, 1, 2}, new int[] {1, 2, 255, 4, 5, 0});
        Path packed = IdxFiles.gzip(folder.resolve("images.gz"), Files.readAllBytes(images));
        for (Path file : List.of(images, packed)) {
            DataConfig config = DataText.config("source: {idx: {images: " + file + ", labels: " + labels + "}}");
            try (TrainingData data = new Preparation(config, new DataRequirements(2, 3, new CrossEntropy(), 4, 2, 1), 1)
                    .prepare(spark)) {
                assertThat(Rows.examples(data.train()))
                        .containsExactly("[1.0, 2.0][2.0]", "[255.0, 4.0][0.0]", "[5.0, 0.0][1.0]");
            }
        }
    }

    @Test
    void readsCsvFilesOfAnyShape() throws IOException {
        Path file = folder.resolve("strange.csv");
        Files.writeString(file, "\uFEFF\"a\"; b;label\r\n\n\"1\" ;-2.5 ;1\r\n 3;\"4e0\";0");
        DataConfig config = DataText.config("source: {csv: {path: " + file + ", separator: ;}}", "label: [label]");
        DataRequirements demand = new DataRequirements(2, 3, new CrossEntropy(), 4, 2, 1);
        try (TrainingData data = new Preparation(config, demand, 1).prepare(spark)) {
            assertThat(Rows.examples(data.train())).containsExactly("[1.0, -2.5][1.0]", "[3.0, 4.0][0.0]");
            assertThat(data.featureColumns()).containsExactly("a", "b");
        }
        assertThat(new Csv(file.toString(), true, ";")
                        .rows(spark)
                        .select("a", "b")
                        .collectAsList())
                .containsExactly(RowFactory.create("1", "-2.5"), RowFactory.create("3", "4e0"));
    }

    @Test
    void readsAllRowsOfASplitFile() throws IOException {
        StringBuilder text = new StringBuilder("a,b,label\n");
        for (int i = 0; i < 2000; i++) {
            text.append(i).append(',').append(i / 7).append(',').append(i % 3).append('\n');
        }
        Path file = Files.writeString(folder.resolve("pieces.csv"), text);
        DataConfig config = DataText.config("source: {csv: " + file + "}", "label: [label]");
        Preparation preparation = new Preparation(config, new DataRequirements(2, 3, new CrossEntropy(), 4, 2, 1), 1);
        List<String> whole;
        try (TrainingData data = preparation.prepare(spark)) {
            whole = Rows.examples(data.train());
        }
        spark.conf().set("spark.sql.files.maxPartitionBytes", 1000);
        try (TrainingData data = preparation.prepare(spark)) {
            assertThat(new Csv(file.toString()).rows(spark).javaRDD().getNumPartitions())
                    .isGreaterThan(10);
            assertThat(Rows.examples(data.train())).hasSize(2000).isEqualTo(whole);
            Files.writeString(file, text.append("1,2,x\n"));
            assertThatThrownBy(() -> preparation.prepare(spark))
                    .isInstanceOf(DataException.class)
                    .hasMessageMatching(
                            "Cannot read column label of line \\d+ after byte \\d+ of file:.*pieces.csv: 'x' .*");
        } finally {
            spark.conf().unset("spark.sql.files.maxPartitionBytes");
        }
    }

    @Test
    void padsLibSvmFilesWithFewerFeaturesThanTheModel() throws IOException {
        Path file = Files.writeString(folder.resolve("wide.svm"), "1 1:0.5 4:2\n0 2:4\n");
        Path narrow = Files.writeString(folder.resolve("narrow.svm"), "1 1:0.5\n0 2:4\n");
        Path wider = Files.writeString(folder.resolve("wider.svm"), "1 1:0.5\n0 7:4\n");
        DataRequirements demand = new DataRequirements(4, 2, new CrossEntropy(), 4, 2, 1);
        String source = "source: {libSvm: " + file + "}";
        String[] padded = {"[0.0, 4.0, 0.0, 0.0][0.0]", "[0.5, 0.0, 0.0, 0.0][1.0]"};
        DataConfig config =
                DataText.config(source, "validation: {libSvm: " + narrow + "}", "test: {libSvm: " + narrow + "}");
        try (TrainingData data = new Preparation(config, demand, 1).prepare(spark)) {
            assertThat(Rows.examples(data.validation().orElseThrow())).containsExactly(padded);
            assertThat(Rows.examples(data.test().orElseThrow())).containsExactly(padded);
        }
        FittedInputs inputs;
        try (TrainingData data = new Preparation(config, demand, 1).prepare(spark)) {
            inputs = data.inputs();
        }
        DataConfig today = DataText.config("source: {libSvm: " + narrow + "}");
        for (Vocabulary vocabulary : Vocabulary.values()) {
            Optional<ParentInputs> parent = Optional.of(new ParentInputs("yesterday", inputs, vocabulary));
            Preparation preparation = new Preparation(today, demand, 1, parent);
            preparation.requireMatch(spark);
            try (TrainingData data = preparation.prepare(spark)) {
                assertThat(Rows.examples(data.train())).containsExactly(padded);
            }
        }
        DataConfig tooWide = DataText.config(source, "validation: {libSvm: " + wider + "}");
        assertThatThrownBy(() -> new Preparation(tooWide, demand, 1).prepare(spark))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read line 2 of file:")
                .hasMessageContaining("wider.svm: 0 7:4 (index 7 is out of range for 4 features)");
        DataConfig fromZero =
                DataText.config("source: {libSvm: {path: " + narrow + ", zeroBased: true, numFeatures: 4}}");
        try (TrainingData data = new Preparation(fromZero, demand, 1).prepare(spark)) {
            assertThat(Rows.examples(data.train()))
                    .containsExactly("[0.0, 0.0, 4.0, 0.0][0.0]", "[0.0, 0.5, 0.0, 0.0][1.0]");
        }
    }

    @Test
    void infersTheLibSvmWidthFromTheModelAndItsOtherColumns() throws IOException {
        Path day = Files.createDirectories(folder.resolve("days/hour=3"));
        Files.writeString(day.resolve("p.svm"), "1 1:0.5\n");
        LibSvm source = new LibSvm(folder.resolve("days").toString());
        ModelWidth withAnotherColumn =
                new ModelWidth(new FeatureColumns(List.of("hour", "Features"), List.of(1, 4)), 5);
        assertThat(withAnotherColumn.apply(spark, source)).isEqualTo(new LibSvm(source.path(), 4));
        ModelWidth alone = new ModelWidth(new FeatureColumns(List.of("features")), 5);
        assertThat(alone.apply(spark, source)).isEqualTo(new LibSvm(source.path(), 5));
        ModelWidth without = new ModelWidth(new FeatureColumns(List.of("hour", "day")), 5);
        assertThat(without.apply(spark, source)).isSameAs(source);
        LibSvm known = new LibSvm(source.path(), 9);
        assertThat(alone.apply(spark, known)).isSameAs(known);
    }

    @Test
    void readsLibSvmAndOtherFormats() throws IOException {
        Path file = Files.writeString(folder.resolve("a.libsvm"), "1 1:0.5 3:2 # first\n\n0 2:4\n");
        Path json = Files.writeString(folder.resolve("a.json"), "{\"x\":1,\"y\":0}\n{\"x\":2,\"y\":1}\n");
        DataRequirements three = new DataRequirements(3, 2, new CrossEntropy(), 4, 2, 1);
        try (TrainingData data =
                new Preparation(DataText.config("source: {libSvm: " + file + "}"), three, 1).prepare(spark)) {
            assertThat(Rows.examples(data.train())).containsExactly("[0.0, 4.0, 0.0][0.0]", "[0.5, 0.0, 2.0][1.0]");
        }
        DataConfig config = DataText.config("source: {table: {format: json, path: " + json + "}}", "label: [y]");
        try (TrainingData data =
                new Preparation(config, new DataRequirements(1, 2, new CrossEntropy(), 4, 2, 1), 1).prepare(spark)) {
            assertThat(Rows.examples(data.train())).containsExactly("[1.0][0.0]", "[2.0][1.0]");
        }
    }

    @Test
    void readsValidationAndTestSourcesByTrainingColumnNames() throws IOException {
        Path train = Files.writeString(folder.resolve("train.csv"), "a,b,y\n1,2,0\n3,4,1\n");
        Path test = Files.writeString(folder.resolve("test.csv"), "y,b,a,more\n1,20,10,x\n");
        DataConfig config = DataText.config(
                "source: {csv: " + train + "}",
                "validation: {csv: " + test + "}",
                "test: {csv: " + test + "}",
                "label: [y]",
                "scaling: {divide: 10}");
        try (TrainingData data =
                new Preparation(config, new DataRequirements(2, 2, new CrossEntropy(), 4, 2, 1), 1).prepare(spark)) {
            assertThat(Rows.examples(data.validation().orElseThrow())).containsExactly("[1.0, 2.0][1.0]");
            assertThat(Rows.examples(data.test().orElseThrow())).containsExactly("[1.0, 2.0][1.0]");
        }
    }

    @Test
    void repeatsAndWeighsRareClassesOnlyInTraining() {
        List<Row> rows = new ArrayList<>();
        for (Row row : Rows.numbered(1000)) {
            int label = row.getInt(3) == 0 && row.getDouble(0) > -0.5 ? 1 : row.getInt(3);
            rows.add(RowFactory.create(row.get(0), row.get(1), row.get(2), label));
        }
        DataRequirements demand = new DataRequirements(3, 3, new CrossEntropy(), 16, 2, 1);
        try (TrainingData plain = new Preparation(config("validationFraction: 0.2"), demand, 1)
                        .prepare(Rows.table(spark, rows), null);
                TrainingData data = new Preparation(
                                config("validationFraction: 0.2", "oversampling: 0.8", "classWeights: balanced"),
                                demand,
                                1)
                        .prepare(Rows.table(spark, rows), null)) {
            double[] before = weights(plain.train());
            double[] after = weights(data.train());
            assertThat(before[0]).isLessThan(0.3 * before[1]);
            assertThat(after[0]).isCloseTo(after[1], withinPercentage(5));
            assertThat(after[2]).isCloseTo(after[1], withinPercentage(5));
            assertThat(data.train().examples()).isBetween(plain.train().examples() + 100, 1200L);
            assertThat(new HashSet<>(values(data.train()))).isEqualTo(new HashSet<>(values(plain.train())));
            assertThat(Rows.examples(data.validation().orElseThrow()))
                    .isEqualTo(Rows.examples(plain.validation().orElseThrow()));
        }
    }

    @Test
    void balancesABinaryTargetAsTwoClasses() {
        Dataset<Row> rows =
                Rows.table(spark, Rows.numbered(1000)).selectExpr("a", "b", "c", "int(label = 2 and a < 0) AS label");
        DataRequirements demand = new DataRequirements(3, 1, new BceWithLogits(), 16, 2, 1);
        try (TrainingData plain = new Preparation(config(), demand, 1).prepare(rows, null);
                TrainingData data = new Preparation(config("classWeights: balanced"), demand, 1).prepare(rows, null);
                TrainingData copied = new Preparation(config("oversampling: 1"), demand, 1).prepare(rows, null)) {
            double[] before = weights(plain.train());
            assertThat(before[1]).isLessThan(0.5 * before[0]);
            assertThat(weights(data.train())[0]).isCloseTo(500, withinPercentage(0.1));
            assertThat(weights(data.train())[1]).isCloseTo(500, withinPercentage(0.1));
            assertThat(weights(copied.train())[1]).isCloseTo(before[0], withinPercentage(10));
        }
        Dataset<Row> soft = rows.selectExpr("a", "b", "c", "label * 0.7 AS label");
        assertThatThrownBy(() -> new Preparation(config("classWeights: balanced"), demand, 1).prepare(soft, null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("Invalid data.classWeights: \\d+ targets are neither 0 nor 1 .*");
    }

    /** Returns the sum of the weights per class. */
    private static double[] weights(PreparedData data) {
        double[] weights = new double[3];
        for (ShardBlock shardBlock : data.blocks().collect()) {
            Block block = shardBlock.block();
            for (int row = 0; row < block.rows(); row++) {
                weights[(int) block.targets()[row]] += block.weights() == null ? 1 : block.weights()[row];
            }
        }
        return weights;
    }

    /** Returns features and target of each example, without its weight. */
    private static List<String> values(PreparedData data) {
        return Rows.examples(data).stream()
                .map(example -> example.substring(0, example.indexOf(']', example.indexOf(']') + 1)))
                .toList();
    }

    @Test
    void refusesBalancingWithoutClasses() {
        DataRequirements regression = new DataRequirements(3, 1, new Mse(), 16, 2, 1);
        Dataset<Row> table = Rows.table(spark, Rows.numbered(9));
        assertThatThrownBy(() -> new Preparation(config("oversampling: 1"), regression, 5).prepare(table, null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid data.oversampling: 1.0 (the targets of this loss are not classes)");
        assertThatThrownBy(() -> new Preparation(config("classWeights: balanced"), regression, 5).prepare(table, null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid data.classWeights: balanced (the targets of this loss are not classes)");
        DataRequirements classes = new DataRequirements(3, 3, new CrossEntropy(), 16, 2, 1);
        assertThatThrownBy(() ->
                        new Preparation(config("classWeights: {perClass: [1, 2]}"), classes, 5).prepare(table, null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid data.classWeights: 2 weights (there are 3 classes)");
    }

    @Test
    void keepsNoCachedDataAfterAFailure() {
        DataRequirements demand = new DataRequirements(2, 3, new CrossEntropy(), 16, 2, 1);
        Preparation preparation = new Preparation(config(), demand, 5);
        Dataset<Row> good = Rows.table(spark, Rows.numbered(9)).drop("c");
        Dataset<Row> bad = good.selectExpr("a", "if(b > 4, null, b) AS b", "label");
        assertThatThrownBy(() -> preparation.prepare(good, bad)).isInstanceOf(DataException.class);
        assertThat(new JavaSparkContext(spark.sparkContext()).getPersistentRDDs())
                .isEmpty();
    }

    private static DataConfig config(String... lines) {
        List<String> all = new ArrayList<>(List.of(UNUSED, "label: [label]", "chunkMegabytes: 1"));
        all.addAll(List.of(lines));
        return DataText.config(all.toArray(new String[0]));
    }

    @Test
    void partitionColumnsOfAParentFolderAreNotDefaultFeatures() throws IOException {
        Path day = Files.createDirectories(folder.resolve("numbered/dt=2026-01-02"));
        Files.writeString(day.resolve("p.csv"), "a,label\n5,0\n6,1\n");
        String source = "source: {csv: " + day + "}";
        DataRequirements one = new DataRequirements(1, 2, new CrossEntropy(), 4, 2, 1);
        DataConfig plain = DataText.config(source, "label: [-1]");
        try (TrainingData data = new Preparation(plain, one, 1).prepare(spark)) {
            assertThat(Rows.examples(data.train())).containsExactlyInAnyOrder("[5.0][0.0]", "[6.0][1.0]");
        }
        DataRequirements two = new DataRequirements(2, 2, new CrossEntropy(), 4, 2, 1);
        DataConfig ruled =
                DataText.config(source, "label: [-1]", "columns: [{index: {columns: [dt], maxCategories: 2}}]");
        try (TrainingData data = new Preparation(ruled, two, 1).prepare(spark)) {
            assertThat(data.featureColumns()).containsExactly("a", "dt");
            assertThat(Rows.examples(data.train())).containsExactlyInAnyOrder("[5.0, 1.0][0.0]", "[6.0, 1.0][1.0]");
        }
    }
}
