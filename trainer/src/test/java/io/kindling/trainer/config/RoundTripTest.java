package io.kindling.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kindling.trainer.initializer.Initializer;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.optimizer.Clipping;
import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.regularizer.Regularizer;
import io.kindling.trainer.schedule.Schedule;
import io.kindling.trainer.training.TrainingConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every configuration record round-trips through the tree, YAML and JSON. */
final class RoundTripTest {
    private static final List<Class<?>> CHOICES = List.of(
            LayerSpec.class,
            LossFunction.class,
            OptimizerSpec.class,
            Clipping.class,
            Schedule.class,
            Regularizer.class,
            Metric.class,
            Initializer.class,
            Shape.class);

    @TestFactory
    Stream<DynamicTest> everyPermittedRecord() {
        return CHOICES.stream()
                .flatMap(choice -> Samples.records(choice).stream().map(type -> test(choice, type)));
    }

    private static DynamicTest test(Class<?> choice, Class<?> type) {
        return DynamicTest.dynamicTest(
                choice.getSimpleName() + " " + type.getSimpleName(),
                () -> Samples.of(type).forEach(sample -> roundTrip(sample, choice)));
    }

    private static <T> void roundTrip(Object sample, Class<T> type) {
        JsonNode tree = RecordWriter.write(type.cast(sample), type);
        assertThat(RecordReader.read(tree, type, "tree")).isEqualTo(sample);
        JsonNode document = JsonNodeFactory.instance.objectNode().set("value", tree);
        JsonNode yaml = ConfigText.parse(ConfigText.yaml(document), "x.yaml").get("value");
        assertThat(RecordReader.read(yaml, type, "yaml")).isEqualTo(sample);
        JsonNode json = ConfigText.parse(ConfigText.json(document), "x.json").get("value");
        assertThat(RecordReader.read(json, type, "json")).isEqualTo(sample);
    }

    @Test
    void recordsWithEveryKindOfComponent() {
        Samples.of(RecordReaderTest.Everything.class)
                .forEach(sample -> roundTrip(sample, RecordReaderTest.Everything.class));
    }

    @Test
    void training() {
        Samples.of(TrainingConfig.class).forEach(sample -> roundTrip(sample, TrainingConfig.class));
    }

    @Test
    void defaultsAreWritten() {
        NetworkSpec network = new NetworkSpec(new Features(64), List.of(new Linear(10), new Relu()));
        assertThat(ConfigText.yaml(RecordWriter.write(network, NetworkSpec.class)))
                .isEqualTo("""
                        input:
                          features:
                            features: 64
                        layers:
                          - linear:
                              outFeatures: 10
                              bias: true
                              weightInitializer:
                                kaimingUniform:
                                  negativeSlope: 2.23606797749979
                              biasInitializer: "fanInUniform"
                          - "relu"
                        """);
        roundTrip(network, NetworkSpec.class);
    }

    @Test
    void anAbsentOptionalIsWrittenAsNull() {
        var everything = new RecordReaderTest.Everything(List.of());
        assertThat(RecordWriter.write(everything, RecordReaderTest.Everything.class)
                        .get("curve")
                        .isNull())
                .isTrue();
    }

    @Test
    void mapsKeepTheirKeys() {
        var map = Map.of("a.b", 1);
        var base = new RecordReaderTest.Everything(List.of());
        var everything = new RecordReaderTest.Everything(
                base.parts(),
                base.count(),
                base.seed(),
                base.rate(),
                base.scale(),
                base.shuffle(),
                base.name(),
                base.unit(),
                base.extent(),
                base.curve(),
                map);
        roundTrip(everything, RecordReaderTest.Everything.class);
    }
}
