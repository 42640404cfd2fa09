package io.kindling.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Valid configurations, and the exact text of every error. */
final class RecordReaderTest {

    enum Unit {
        EPOCH,
        AS_READ
    }

    /** A record whose shorthand is not a component. */
    record Extent(int height, int width) {
        public Extent(int both) {
            this(both, both);
        }
    }

    sealed interface Part permits Curve, Wide {}

    sealed interface Curve extends Part permits Flat, Leaky2d {}

    record Flat() implements Curve {}

    record Leaky2d(double slope) implements Curve {
        public Leaky2d {
            if (slope < 0) {
                throw new ConfigurationException("Invalid slope: " + slope + " (must not be negative)");
            }
        }

        public Leaky2d() {
            this(0.01);
        }
    }

    record Wide(int outFeatures, boolean bias, Extent kernelSize, String note) implements Part {
        public Wide(int outFeatures) {
            this(outFeatures, true, new Extent(outFeatures), null);
        }
    }

    record Everything(
            List<Part> parts,
            int count,
            long seed,
            double rate,
            float scale,
            boolean shuffle,
            String name,
            Unit unit,
            Extent extent,
            Optional<Curve> curve,
            Map<String, Integer> columns) {
        public Everything(List<Part> parts) {
            this(parts, 1, 2L, 0.5, 0.25f, true, "none", Unit.EPOCH, new Extent(3), Optional.empty(), Map.of());
        }
    }

    private static Everything read(String yaml) {
        return RecordReader.read(ConfigText.parse(yaml, "conf/x.yaml"), Everything.class, "conf/x.yaml");
    }

    private static Part part(String yaml) {
        return read("parts: [" + yaml + "]").parts().get(0);
    }

    private static void refused(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void theShortestConstructorSetsTheDefaults() {
        assertThat(read("parts: []")).isEqualTo(new Everything(List.of()));
    }

    @Test
    void everyComponentIsReadByName() {
        assertThat(read("""
                                parts: [flat]
                                count: -7
                                seed: 9223372036854775807
                                rate: 1e-3
                                scale: 0.1
                                shuffle: false
                                name: "5"
                                unit: as_read
                                extent: {height: 2, width: 4}
                                curve: {leaky2d: {slope: 3}}
                                columns: {a: 1, b.c: 2}
                                """))
                .isEqualTo(new Everything(
                        List.of(new Flat()),
                        -7,
                        Long.MAX_VALUE,
                        0.001,
                        0.1f,
                        false,
                        "5",
                        Unit.AS_READ,
                        new Extent(2, 4),
                        Optional.of(new Leaky2d(3)),
                        Map.of("a", 1, "b.c", 2)));
    }

    @Test
    void aChoiceIsANameOrAMapOfOneKeyOrAShorthand() {
        assertThat(List.of(part("flat"), part("flat: {}"), part("{flat: }")))
                .containsOnly(new Flat())
                .hasSize(3);
        assertThat(List.of(
                        part("leaky2d"),
                        part("leaky2d: {}"),
                        part("leaky2d: 0.01"),
                        part("Leaky_2D"),
                        part("leaky-2d")))
                .containsOnly(new Leaky2d(0.01));
        assertThat(part("wide: 4")).isEqualTo(new Wide(4));
        assertThat(part("wide: {outFeatures: 4, bias: false}")).isEqualTo(new Wide(4, false, new Extent(4), null));
    }

    @Test
    void aShorthandCanDifferFromTheComponents() {
        assertThat(read("{parts: [], extent: 5}").extent()).isEqualTo(new Extent(5, 5));
        assertThat(part("wide: {outFeatures: 4, kernelSize: 2}")).isEqualTo(new Wide(4, true, new Extent(2, 2), null));
    }

    @Test
    void anOptionalCanBeNull() {
        assertThat(read("{parts: [], curve: null}").curve()).isEmpty();
        assertThat(read("{parts: [], curve: }").curve()).isEmpty();
    }

    @Test
    void nullIsAllowedIfItIsTheDefault() {
        assertThat(part("wide: {outFeatures: 4, note: null}")).isEqualTo(new Wide(4));
        refused(
                "{parts: [wide: {outFeatures: null}]}",
                "Invalid parts.0.wide.outFeatures in conf/x.yaml: null (must be an integer)");
        refused(
                "{parts: [wide: {outFeatures: 4, bias: }]}",
                "Invalid parts.0.wide.bias in conf/x.yaml: null (must be true or false)");
        refused(
                "{parts: [], extent: }",
                "Invalid extent in conf/x.yaml: null (must be a map with the keys height, width)");
        refused("parts: [null]", "Invalid parts.0 in conf/x.yaml: null (must be one of flat, leaky2d, wide)");
    }

    @ParameterizedTest
    @CsvSource({"1e3,1000", "5.0,5", "5.,5", "-2147483648,-2147483648", "2147483647.0,2147483647", "1_000,1000"})
    void integersCanHaveADecimalPoint(String text, int value) {
        assertThat(read("{parts: [], count: " + text + "}").count()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "5.5,must be an integer",
        "1e-3,must be an integer",
        "2147483648,must be between -2147483648 and 2147483647",
        "-2147483649,must be between -2147483648 and 2147483647",
        "1e10,must be between -2147483648 and 2147483647",
        "99999999999999999999999,must be between -2147483648 and 2147483647",
        "1e999999999,must be between -2147483648 and 2147483647",
        "true,must be an integer",
        "[1],must be an integer",
        "null,must be an integer"
    })
    void otherNumbersAreNotIntegers(String text, String why) {
        assertThatThrownBy(() -> read("{parts: [], count: " + text + "}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("Invalid count in conf/x\\.yaml: \\S+ \\(" + why + "\\)");
    }

    @Test
    void aStringIsNotANumber() {
        refused("{parts: [], count: '5'}", "Invalid count in conf/x.yaml: \"5\" (must be an integer)");
        refused("{parts: [], rate: fast}", "Invalid rate in conf/x.yaml: \"fast\" (must be a number)");
    }

    @Test
    void numbersAreFinite() {
        refused("{parts: [], rate: 1e400}", "Invalid rate in conf/x.yaml: 1E+400 (must be finite)");
        refused("{parts: [], scale: 1e39}", "Invalid scale in conf/x.yaml: 1E+39 (must be finite)");
        refused(
                "{parts: [], rate: .nan}",
                "Cannot parse conf/x.yaml: line 1: Malformed numeric value '.nan'; correct the syntax there");
        refused(
                "{parts: [], rate: .inf}",
                "Cannot parse conf/x.yaml: line 1: Malformed numeric value '.inf'; correct the syntax there");
    }

    @Test
    void numbersHaveTheNearestBinaryValue() {
        assertThat(read("{parts: [], rate: 0.1}").rate()).isEqualTo(0.1);
        assertThat(read("{parts: [], rate: 2.2250738585072014e-308}").rate()).isEqualTo(Double.MIN_NORMAL);
        assertThat(read("{parts: [], scale: 1.00000017881393432617187499}").scale())
                .isEqualTo(Math.nextUp(1f));
    }

    @Test
    void wrongTypesAreErrors() {
        refused("{parts: [], shuffle: 1}", "Invalid shuffle in conf/x.yaml: 1 (must be true or false)");
        refused("{parts: [], name: 5.5}", "Invalid name in conf/x.yaml: 5.5 (must be a string; add quotes)");
        refused("{parts: [], name: [a]}", "Invalid name in conf/x.yaml: [*****] (must be a string)");
        refused("{parts: [], unit: hour}", "Invalid unit in conf/x.yaml: \"hour\" (must be one of epoch, asRead)");
        refused("{parts: 5}", "Invalid parts in conf/x.yaml: 5 (must be a list)");
        refused("{parts: [], columns: 5}", "Invalid columns in conf/x.yaml: 5 (must be a map)");
        refused("{parts: [], columns: {a: x}}", "Invalid columns.a in conf/x.yaml: \"x\" (must be an integer)");
        refused("{parts: [flat: 3]}", "Invalid parts.0.flat in conf/x.yaml: 3 (must be left empty)");
        refused("{parts: [wide: x]}", "Invalid parts.0.wide in conf/x.yaml: \"x\" (must be an integer)");
    }

    @Test
    void anUnknownKeyIsNamedWithTheNearest() {
        refused("{parts: [], cuont: 5}", "Unknown key cuont in conf/x.yaml; did you mean count?");
        refused(
                "{parts: [wide: {out_features: 5}]}",
                "Unknown key parts.0.wide.out_features in conf/x.yaml; did you mean outFeatures?");
        refused(
                "{parts: [wide: {outFeatures: 5, colour: red}]}",
                "Unknown key parts.0.wide.colour in conf/x.yaml; known keys: outFeatures, bias, kernelSize, note");
        refused("{parts: [flat: {a: 1}]}", "Unknown key parts.0.flat.a in conf/x.yaml; no keys are allowed here");
    }

    @Test
    void aMissingKeyIsNamedWithItsType() {
        refused("count: 5", "Missing key parts in conf/x.yaml; set it to a list");
        refused("parts: [wide]", "Missing key parts.0.wide.outFeatures in conf/x.yaml; set it to an integer");
        refused("{parts: [], extent: {height: 1}}", "Missing key extent.width in conf/x.yaml; set it to an integer");
    }

    @Test
    void anUnknownChoiceIsNamedWithTheNearest() {
        refused("parts: [flatt]", "Invalid parts.0 in conf/x.yaml: \"flatt\" (did you mean flat?)");
        refused("parts: [conv]", "Invalid parts.0 in conf/x.yaml: \"conv\" (must be one of flat, leaky2d, wide)");
        refused("parts: [widen: 5]", "Unknown key parts.0.widen in conf/x.yaml; did you mean wide?");
        refused("parts: [conv: 5]", "Unknown key parts.0.conv in conf/x.yaml; known keys: flat, leaky2d, wide");
        refused("parts: [5]", "Invalid parts.0 in conf/x.yaml: 5 (must be one of flat, leaky2d, wide)");
        refused(
                "parts: [{flat: , wide: 5}]",
                "Invalid parts.0 in conf/x.yaml: {\"flat\":null,\"wide\":5} (must have exactly one key: flat, leaky2d, wide)");
        refused("{parts: [], curve: wide}", "Invalid curve in conf/x.yaml: \"wide\" (must be one of flat, leaky2d)");
    }

    @Test
    void validationErrorsNameTheKey() {
        refused(
                "parts: [flat, leaky2d: -1]",
                "parts.1.leaky2d in conf/x.yaml: Invalid slope: -1.0 (must not be negative)");
    }

    record Group(int first, String second) {
        public Group {
            if (first < 0) {
                throw new ConfigurationException("Invalid first: " + first + " (must not be negative)");
            }
        }
    }

    record Grouped(String name, @Inline Group group, int last) {
        public Grouped(String name) {
            this(name, new Group(3, null), 7);
        }
    }

    private static Grouped grouped(String yaml) {
        return RecordReader.read(ConfigText.parse(yaml, "x.yaml"), Grouped.class, "x.yaml");
    }

    record Bare(@Inline Required required, @Inline Optionals optionals) {}

    record Required(int width, int height) {}

    record Optionals(int depth) {
        public Optionals() {
            this(1);
        }
    }

    /** Without a constructor that supplies defaults, the inlined records say which keys are required. */
    @Test
    void inlinedRecordsKeepTheirRequiredKeysAndDefaults() {
        assertThat(bare("{width: 2, height: 3}")).isEqualTo(new Bare(new Required(2, 3), new Optionals(1)));
        assertThat(bare("{width: 2, height: 3, depth: 4}")).isEqualTo(new Bare(new Required(2, 3), new Optionals(4)));
        assertThatThrownBy(() -> bare("{width: 2}")).hasMessage("Missing key height in x.yaml; set it to an integer");
    }

    private static Bare bare(String yaml) {
        return RecordReader.read(ConfigText.parse(yaml, "x.yaml"), Bare.class, "x.yaml");
    }

    @Test
    void inlinedKeysAreFlat() {
        assertThat(grouped("name: a")).isEqualTo(new Grouped("a", new Group(3, null), 7));
        assertThat(grouped("{name: a, second: b}")).isEqualTo(new Grouped("a", new Group(3, "b"), 7));
        assertThat(grouped("{name: a, first: 1, second: null, last: 2}"))
                .isEqualTo(new Grouped("a", new Group(1, null), 2));
        assertThat(RecordWriter.write(new Grouped("a"), Grouped.class))
                .hasToString("{\"name\":\"a\",\"first\":3,\"second\":null,\"last\":7}");
        assertThat(RecordReader.read(
                        Overrides.apply(
                                ConfigText.parse("name: a", "x.yaml"), List.of("first=5", "second=c"), Grouped.class),
                        Grouped.class,
                        "x.yaml"))
                .isEqualTo(new Grouped("a", new Group(5, "c"), 7));
        assertThatThrownBy(() -> grouped("{name: a, group: {first: 1}}"))
                .hasMessageStartingWith("Unknown key group in x.yaml");
        assertThatThrownBy(() -> grouped("{name: a, first: -1}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("x.yaml: Invalid first: -1 (must not be negative)");
    }

    record Texts(List<String> values) {}

    @Test
    void aBareQuestionMarkIsAString() {
        String yaml = "values: [NA, ?, \"null\", -999]";
        assertThat(RecordReader.read(ConfigText.parse(yaml, "x.yaml"), Texts.class, "x.yaml")
                        .values())
                .containsExactly("NA", "?", "null", "-999");
        assertThatThrownBy(() -> RecordReader.read(ConfigText.parse("values: [null]", "x.yaml"), Texts.class, "x.yaml"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid values.0 in x.yaml: null (must be a string; add quotes)");
    }
}
