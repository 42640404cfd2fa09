package io.kindling.driver.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.data.preparation.Preparation;
import io.kindling.driver.data.source.BadRowReason;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.Mse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of bad data causes one clear error. */
final class BadInputTest {
    private static final DataRequirements DEMAND = new DataRequirements(2, 3, new CrossEntropy(), 4, 2, 1);
    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = TestSpark.local(2);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @ParameterizedTest
    @CsvSource({"y, is the label", "-1, is the label", "a, names a column twice", "0, names a column twice"})
    void aNamedFeatureIsNotTheLabelAndNotRepeated(String second, String why) throws IOException {
        Path file = Files.writeString(folder.resolve("named.csv"), "a,b,y\n1,2,0\n3,4,1\n");
        DataConfig config = RecordReader.read(
                ConfigText.parse(
                        "{source: {csv: '" + file + "'}, label: [y], features: [a, b, '" + second + "']}", "named"),
                DataConfig.class,
                "named");
        assertThatThrownBy(() -> Preparation.featureWidth(spark, config))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid data.features: " + second + " (" + why + ")");
    }

    @Test
    void refusesAnIndexAboveTheMaximumWidth() throws IOException {
        Path file = Files.writeString(folder.resolve("wide.svm"), "0 1:1\n1 100000000:1\n");
        DataConfig config = RecordReader.read(
                ConfigText.parse("{source: {libSvm: '" + file + "'}}", "wide"), DataConfig.class, "wide");
        assertThatThrownBy(() -> Preparation.featureWidth(spark, config))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("its largest index is 100000000")
                .hasMessageEndingWith("the first such line: 1 100000000:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1,,2 | Cannot read column b of ROW: null (the value is missing)",
                "1,NaN,2 | Cannot read column b of ROW: NaN (must be finite in 32-bit floating point)",
                "-Infinity,1,2 | Cannot read column a of ROW: -Infinity (must be finite in 32-bit floating point)",
                "1e39,1,2 | Cannot read column a of ROW: 1e39 (must be finite in 32-bit floating point)",
                "x7,1,2 | Cannot read column a of ROW: 'x7' (not a number; text needs a rule in data.columns)",
                "0x1p3,1,2 | Cannot read column a of ROW: '0x1p3' (not a number; text needs a rule in data.columns)",
                "7f,1,2 | Cannot read column a of ROW: '7f' (not a number; text needs a rule in data.columns)",
                "1,2 | Cannot read ROW: 1,2 (does not have the 3 columns of the table)",
                "1,2,0,4 | Cannot read ROW: 1,2,0,4 (does not have the 3 columns of the table)",
                "1,2,3 | Invalid label: 3 (the network has outputs for the classes 0 to 2) in column label of ROW",
                "1,2,0.5 | Invalid label: 0.5 (the network has outputs for the classes 0 to 2) in column label of ROW",
            })
    void namesABadRowOfACsvFile(String row, String message) throws IOException {
        Path file = write("bad.csv", "a,b,label", "1,2,0", "3,4,1", row.strip(), "5,6,2");
        String place = "line 4 of " + file.toUri().toString().replace("file:///", "file:/");
        assertThatThrownBy(() -> prepare(csv(file)))
                .isInstanceOf(DataException.class)
                .message()
                .satisfies(
                        m -> assertThat(m.replace("file:///", "file:/"))
                                .isEqualTo(
                                        message.strip().replace("ROW", place)
                                                + "; fix the data or set data.badRows to drop (handleInvalid to skip, in an estimator or its model)"));
    }

    private static List<String> warnings(DataConfig config) {
        List<String> warnings = new ArrayList<>();
        new Preparation(config, DEMAND, 1).prepare(spark, warnings::add).close();
        assertThat(new Preparation(config, DEMAND, 1).sample(spark)).isEqualTo(warnings);
        return warnings;
    }

    @Test
    void warnsOfAFeatureThatNumbersTheRows() throws IOException {
        for (int first : List.of(0, 1)) {
            List<String> index = new ArrayList<>(List.of(",a,label"));
            List<String> permuted = new ArrayList<>(List.of("id,a,label"));
            for (int i = 0; i < 30; i++) {
                index.add(first + i + "," + i % 4 + "," + i % 3);
                permuted.add(i * 7 % 30 + "," + i % 4 + "," + i % 3);
            }
            Path file = write("index" + first + ".csv", index.toArray(new String[0]));
            assertThat(warnings(csv(file)))
                    .containsExactly("feature _c0: its first 30 values number the rows of " + file
                            + "; if it means nothing else, leave it out with data.features: [a]");
            assertThat(warnings(csv(write("id.csv", permuted.toArray(new String[0])))))
                    .isEmpty();
        }
    }

    @Test
    void warnsOfAnUnusedExpression() throws IOException {
        Path file = write("few.csv", "a,b,label", "1,2,0", "3,4,1", "5,1,2");
        String expressions = "expressions: {part: double(a), sum: part + double(b), weight: part + 1, spare: part * 2}";
        assertThat(warnings(csv(file, "label: [label]", "features: [a, sum]", "weight: weight", expressions)))
                .containsExactly(
                        "nothing uses data.expressions.spare; name it in data.features or data.label, or remove it");
    }

    @Test
    void namesTheFirstOfSeveralBadRows() throws IOException {
        write("many/2.csv", "a,b,label", "1,2,9");
        write("many/1.csv", "a,b,label", "1,2,0", "1,?,0", "1,NaN,0", "1,?,0");
        assertThatThrownBy(() -> prepare(csv(folder.resolve("many"))))
                .isInstanceOf(DataException.class)
                .hasMessageMatching(
                        "Cannot read column b of line 3 of file:.*many/1.csv: '\\?' \\(not a number; text needs a rule in data.columns\\) "
                                + "\\(4 bad rows: 2 values that are not numbers, 1 values that are not finite, 1 invalid labels\\); "
                                + "fix the data or set data.badRows to drop \\(handleInvalid to skip, in an estimator or its model\\)");
    }

    @Test
    void countsDroppedRowsPerReason() throws IOException {
        Path file = write("bad.csv", "a,b,label", "1,2,0", "1,,0", "1", "3,4,1", "1,2,7", "5,6,2", "1,NaN,2");
        try (TrainingData data =
                new Preparation(csv(file, "label: [label]", "badRows: {drop: 0.6}"), DEMAND, 1).prepare(spark)) {
            assertThat(data.train().examples()).isEqualTo(3);
            assertThat(data.train().dropped().counts())
                    .isEqualTo(Map.of(
                            BadRowReason.MISSING, 1L,
                            BadRowReason.MALFORMED, 1L,
                            BadRowReason.INVALID_LABEL, 1L,
                            BadRowReason.NOT_FINITE, 1L));
        }
        assertThatThrownBy(() ->
                        new Preparation(csv(file, "label: [label]", "badRows: {drop: 0.5}"), DEMAND, 1).prepare(spark))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "Cannot drop 4 of 7 rows: 1 malformed rows, 1 missing values, 1 values that are not "
                                + "finite, 1 invalid labels; the share is above 0.5 (data.badRows.maxBadShare); the first: ")
                .hasMessageContaining("line 3 of");
    }

    @Test
    void namesAMissingFile() {
        assertThatThrownBy(() -> prepare(csv(folder.resolve("none.csv"))))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read data: " + folder + "/none.csv; there is no such file or folder");
    }

    @Test
    void refusesEmptyData() throws IOException {
        Path empty = write("empty.csv");
        Path header = write("header.csv", "a,b,label");
        for (Path file : List.of(empty, header)) {
            assertThatThrownBy(() -> prepare(csv(file)))
                    .isInstanceOf(DataException.class)
                    .hasMessage("Cannot read data: " + file + "; it holds no rows");
        }
    }

    @Test
    void refusesDataWithOnlyBadRows() throws IOException {
        Path file = write("bad.csv", "a,b,label", "1,,0", "1,,0");
        assertThatThrownBy(() ->
                        new Preparation(csv(file, "label: [label]", "badRows: {drop: 1}"), DEMAND, 1).prepare(spark))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read data: " + file + "; no row of it can be used: 2 missing values; ");
    }

    @Test
    void namesAMissingColumnAndTheColumnsOfTheTable() throws IOException {
        Path file = write("good.csv", "a,b,label", "1,2,0");
        assertThatThrownBy(() -> prepare(csv(file, "label: [lable]")))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot find column lable of data.label in " + file + "; it has a, b, label");
        assertThatThrownBy(() -> prepare(csv(file, "label: [label]", "features: [a, x*]")))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot find column x* of data.features in " + file + "; it has a, b, label");
        assertThatThrownBy(() -> prepare(csv(file, "features: []")))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot find the label of " + file + ": data.label is empty; name the label column");
    }

    @Test
    void refusesATableWhoseWidthDiffersFromTheNetwork() throws IOException {
        Path file = write("good.csv", "a,b,label", "1,2,0");
        assertThatThrownBy(() -> prepare(csv(file, "label: [label]", "features: [a]")))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot feed " + file + " to the network: 1 features; network.input takes 2");
        DataRequirements regression = new DataRequirements(2, 3, new Mse(), 4, 2, 1);
        assertThatThrownBy(() -> new Preparation(csv(file), regression, 1).prepare(spark))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot train on the label of " + file
                        + ": 1 columns; the loss takes 3 for a network of 3 outputs");
    }

    @Test
    void refusesFilesWithDifferentHeaders() throws IOException {
        write("mixed/1.csv", "a,b,label", "1,2,0");
        write("mixed/2.csv", "b,a,label", "1,2,0");
        assertThatThrownBy(() -> prepare(csv(folder.resolve("mixed"))))
                .isInstanceOf(DataException.class)
                .hasMessageMatching(
                        "Cannot read data: file:.*; its header is [ab],[ab],label, but the header of another file is "
                                + "[ab],[ab],label");
        Path twice = write("twice.csv", "a,a,label", "1,2,0");
        assertThatThrownBy(() -> prepare(csv(twice)))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read data: " + twice + "; its header has two columns named a");
    }

    @Test
    void refusesColumnsThatAreNotNumeric() {
        StructType schema = Rows.SCHEMA.add("day", DataTypes.DateType);
        List<Row> rows = List.of(RowFactory.create(1.0, 2.0, 3f, 0, null));
        assertThatThrownBy(() ->
                        new Preparation(csv(folder), DEMAND, 1).prepare(spark.createDataFrame(rows, schema), null))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read column day of the training data: date; it is not numeric: give it the rule "
                        + "dateParts in data.columns, or list the columns to train on in data.features");
    }

    @Test
    void namesABadRowOfATableByItsValues() {
        List<Row> rows = List.of(RowFactory.create(1.0, 2.0, 3f, 0), RowFactory.create(1.0, null, 3f, 0));
        assertThatThrownBy(
                        () -> new Preparation(csv(folder), new DataRequirements(3, 3, new CrossEntropy(), 4, 2, 1), 1)
                                .prepare(Rows.table(spark, rows).coalesce(1), null))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "Cannot read column b of row 2 of partition 0 (1.0, null, 3.0, 0): null (the value is missing); ");
    }

    @Test
    void namesAnArrayOfTheWrongLength() {
        StructType schema = new StructType()
                .add("x", DataTypes.createArrayType(DataTypes.DoubleType))
                .add("label", DataTypes.IntegerType);
        List<Row> rows = List.of(
                RowFactory.create(List.of(1.0, 2.0), 0),
                RowFactory.create(List.of(1.0, 2.0), 0),
                RowFactory.create(List.of(1.0, 2.0, 3.0), 0));
        assertThatThrownBy(() -> new Preparation(csv(folder), DEMAND, 1)
                        .prepare(spark.createDataFrame(rows, schema).coalesce(1), null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("3 values (must be 2)");
    }

    @Test
    void anEmptyArrayDoesNotDefineTheWidth() {
        StructType schema = new StructType()
                .add("x", DataTypes.createArrayType(DataTypes.DoubleType))
                .add("label", DataTypes.IntegerType);
        Row empty = RowFactory.create(List.of(), 0);
        Row two = RowFactory.create(List.of(1.0, 2.0), 0);
        assertThatThrownBy(() -> new Preparation(csv(folder), DEMAND, 1)
                        .prepare(spark.createDataFrame(List.of(empty, two), schema), null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("0 values (must be 2)");
        assertThatThrownBy(() -> new Preparation(csv(folder), DEMAND, 1)
                        .prepare(spark.createDataFrame(List.of(empty), schema), null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("0 values (must be 2)");
        // Without a width in the configuration of the network, the rows determine it.
        DataConfig config = csv(folder);
        assertThatThrownBy(() -> Preparation.input(spark.createDataFrame(List.of(empty), schema), config, 0))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read column x of the training data; it holds no values");
    }

    @Test
    void namesABadLineOfLibSvm() throws IOException {
        Path file = write("bad.libsvm", "0 1:1 2:3", "", "1 2:4 # good", "1 2:4 1:5", "2 1:x");
        assertThatThrownBy(() -> prepare(DataText.config("source: {libSvm: " + file + "}")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read line 4 of ")
                .hasMessageContaining(": 1 2:4 1:5 (index 1 follows index 2; indices must ascend)")
                .hasMessageContaining("(2 bad rows: 2 malformed rows)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 3:1 | index 3 is out of range for 2 features",
                "1 2:1 2:1 | index 2 follows index 2; indices must ascend",
                "1 x:1 | 'x' is not an index; indices are integers from 1",
                "1 99999999999:1 | '99999999999' is not an index; indices are integers from 1",
                "1 1 | '1' is not index:value",
                "1 1:1f | '1f' is not a number",
                "1 1: | '' is not a number",
                "0x1 1:1 | '0x1' is not a number",
            })
    void reportsTheCauseOfABadLibSvmLine(String line, String why) throws IOException {
        Path file = write("bad.libsvm", "0 1:1 2:3", line);
        assertThatThrownBy(() -> prepare(DataText.config("source: {libSvm: {path: " + file + ", numFeatures: 2}}")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read line 2 of ")
                .hasMessageContaining(": " + line + " (" + why + ")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 0:1 2:1 | index 0; if the file counts features from 0, set zeroBased: true in the source",
                "1 qid:7 2:1 | qid:7, a ranking group; Kindling does not train rankings, remove it: sed 's/ qid:[0-9]*//'",
            })
    void namesTheCureForVariantsOfLibSvm(String line, String why) throws IOException {
        Path file = write("other.libsvm", "0 1:1 2:3", line);
        for (String more : List.of("", ", numFeatures: 2")) {
            String source = "source: {libSvm: {path: " + file + more + "}}";
            for (String badRows : List.of("fail", "{drop: {maxBadShare: 1}}")) {
                assertThatThrownBy(() -> prepare(DataText.config(source, "badRows: " + badRows)))
                        .isInstanceOf(DataException.class)
                        .hasMessageStartingWith("Cannot read data: file:/")
                        .hasMessageEndingWith("other.libsvm; line 2 has " + why);
            }
        }
    }

    @Test
    void reportsALibSvmFileWithoutIndices() throws IOException {
        Path file = write("none.libsvm", "1 2:1 1:1", "0 3:1 3:1");
        assertThatThrownBy(() -> prepare(DataText.config("source: {libSvm: " + file + "}")))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(
                        "it has no line of the form label index:value ...; the first line is invalid: index 1 follows index 2; indices must ascend");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1,`x | a quote is not closed; if cells contain line breaks, set multiLine: true in the source",
                "1,`a \\`b\\``,0 | text follows the closing quote of a cell; if quotes are written as \\`, set escape: '\\' in the source",
            })
    void namesTheOptionThatReadsARow(String line, String why) throws IOException {
        Path file = write("option.csv", "a,b,label", "1,2,0", line.replace('`', '"'));
        assertThatThrownBy(() -> prepare(csv(file)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read line 3 of ")
                .hasMessageContaining(why.replace('`', '"'));
    }

    @Test
    void aRowThatIsNotUtf8IsBad() throws IOException {
        Path file = Files.write(
                folder.resolve("latin.csv"), "a,b,label\n1,\u00e9,0\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> prepare(csv(file)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read line 2 of ")
                .hasMessageContaining("its bytes are not UTF-8; convert the file: iconv");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '/',
            value = {
                "a;b;label/its header is one column, a;b;label: set separator: \";\" in the source",
                "sep=;/its first line, sep=;, is a spreadsheet directive and not a header; remove it: sed -i 1d",
            })
    void namesAHeaderWithAnotherSeparator(String header, String why) throws IOException {
        Path file = write("semicolons.csv", header, "1;2;0");
        assertThatThrownBy(() -> prepare(csv(file)))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("semicolons.csv; " + why);
    }

    @Test
    void aLineOfTabsIsARowOfMissingValues() throws IOException {
        Path file = write("bad.tsv", "a\tb\tlabel", "1\t2\t0", "", "\t\t", "3\t4\t1");
        assertThatThrownBy(() -> prepare(
                        DataText.config("source: {csv: {path: " + file + ", separator: \"\\t\"}}", "label: [label]")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read column a of line 4 of ")
                .hasMessageContaining(": null (the value is missing)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "libSvm"})
    void rejectsUtf16(String source) throws IOException {
        Path file = Files.write(folder.resolve("utf16"), "1 1:1\n0 1:2\n".getBytes(StandardCharsets.UTF_16));
        assertThatThrownBy(() -> prepare(DataText.config("source: {" + source + ": " + file + "}", "label: [label]")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("it begins like UTF-16 and not like UTF-8 text");
    }

    @Test
    void refusesDamagedIdxFiles() throws IOException {
        Path labels = IdxFiles.write(folder.resolve("labels"), new int[] {3}, new int[] {0, 1, 2});
        Path images = IdxFiles.write(folder.resolve("images"), new int[] {3, 1, 2}, new int[] {1, 2, 3, 4, 5, 6});
        Path two = IdxFiles.write(folder.resolve("two"), new int[] {2}, new int[] {0, 1});
        assertThatThrownBy(() -> prepare(idx(images, two)))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read data: " + images + " holds 3 images and " + two
                        + " holds 2 items of 1 bytes; each image must have one label of one byte");

        byte[] bytes = Files.readAllBytes(images);
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> prepare(idx(cut, labels)))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read data: " + cut + "; the file is shorter than its header declares");
        Path packed = IdxFiles.gzip(folder.resolve("cut.gz"), Files.readAllBytes(cut));
        assertThatThrownBy(() -> prepare(idx(packed, labels)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cut.gz; the file is shorter than its header declares");
        Path text = write("text", "not an IDX file");
        assertThatThrownBy(() -> prepare(idx(text, labels)))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read data: " + text
                        + "; it begins with the bytes 6e6f7420 and is not an IDX file of unsigned bytes");
    }

    @Test
    void namesAnUnreadableFile() throws IOException {
        Path file = write("text.parquet", "no Parquet file");
        assertThatThrownBy(() -> prepare(DataText.config("source: {parquet: " + file + "}", "label: [label]")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read data: " + file + "; ");
        assertThatThrownBy(() -> prepare(
                        DataText.config("source: {table: {format: nosuch, path: " + file + "}}", "label: [label]")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read data: " + file + "; ")
                .hasMessageContaining("nosuch");
    }

    @Test
    void refusesAnEmptySideOfTheSplit() throws IOException {
        Path file = write("good.csv", "a,b,label", "1,2,0");
        assertThatThrownBy(() -> prepare(csv(file, "label: [label]", "validationFraction: 0.001")))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot hold out 0.001 of the 1 examples of " + file
                        + ": 1 are left for training, 0 for validation; change data.validationFraction or add data");
        assertThatThrownBy(() -> prepare(csv(file, "label: [label]", "validationFraction: 0.999")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(": 0 are left for training, 1 for validation;");
    }

    @Test
    void refusesInvalidConfigurations() {
        assertRefused("source: {csv: ' '}", "Invalid data.source.path:   (must be a path)");
        assertRefused("source: {csv: x}\nvalidationFraction: 1", "1.0 (must be at least 0 and below 1)");
        assertRefused("source: {csv: x}\nbadRows: {drop: 1.5}", "1.5 (must be in [0, 1])");
        assertRefused("source: {csv: x}\noversampling: 2", "2.0 (must be in [0, 1])");
        assertRefused("source: {csv: x}\nclassWeights: {perClass: [-1]}", "-1.0 (must be finite and at least 0)");
        assertRefused(
                "source: {csv: x}\nclassWeights: {perClass: [0, 0]}", "[0.0, 0.0] (at least one must be positive)");
        assertRefused(
                "source: {libSvm: {path: x, numFeatures: 5000000}}", "numFeatures: 5000000 (must be at most 4194304)");
        assertRefused("source: {csv: x}\nscaling: {divide: 0}", "0.0 (must be finite and not 0)");
        assertRefused("source: {csv: x}\nchunkMegabytes: 0", "0 (must be at least 1)");
    }

    private static void assertRefused(String text, String... parts) {
        assertThatThrownBy(() -> DataText.config(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(parts);
    }

    private Path write(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, List.of(lines));
    }

    private static DataConfig csv(Path file, String... lines) {
        List<String> all = new ArrayList<>(List.of("source: {csv: " + file + "}"));
        all.addAll(lines.length == 0 ? List.of("label: [label]") : List.of(lines));
        return DataText.config(all.toArray(new String[0]));
    }

    private static DataConfig idx(Path images, Path labels) {
        return DataText.config("source: {idx: {images: " + images + ", labels: " + labels + "}}");
    }

    private static void prepare(DataConfig config) {
        new Preparation(config, DEMAND, 1).prepare(spark).close();
    }
}
