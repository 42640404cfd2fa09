package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.model.TrainedModel;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Mse;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.regularizer.NoPenalty;
import io.kindling.trainer.training.TrainingConfig;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks of Spark's own tests on the params of its estimators. */
final class ParamsTest {
    private static final List<String> SHARED = List.of(
            "aggregationDepth",
            "batchSize",
            "checkpointDir",
            "checkpointInterval",
            "columns",
            "elasticNetParam",
            "featuresCol",
            "handleInvalid",
            "inputCols",
            "labelCol",
            "labelCols",
            "layers",
            "maxIter",
            "network",
            "patience",
            "predictionCol",
            "regParam",
            "scaling",
            "schedule",
            "seed",
            "solver",
            "stepSize",
            "tol",
            "validationIndicatorCol",
            "weightCol");

    static TrainedModel trained(LossFunction loss, int outputs) {
        NetworkSpec spec = new NetworkSpec(new Features(2), List.of(new Linear(outputs)));
        return new TrainedModel(
                spec, loss, Network.of(spec).initialize(1), List.of("features"), FeatureScaling.identity(2));
    }

    static Stream<Params> stages() {
        return Stream.of(
                new NeuralNetworkClassifier("it"),
                new NeuralNetworkRegressor("it"),
                new NeuralNetworkClassificationModel("it", trained(new CrossEntropy(), 3)),
                new NeuralNetworkRegressionModel("it", trained(new Mse(), 1)));
    }

    private static String capitalized(Param<?> param) {
        return param.name().substring(0, 1).toUpperCase(Locale.ROOT)
                + param.name().substring(1);
    }

    @ParameterizedTest
    @MethodSource("stages")
    void paramsBelongToTheStage(Params stage) {
        List<String> names = Arrays.stream(stage.params()).map(Param::name).toList();
        assertThat(names).containsAll(SHARED).doesNotHaveDuplicates().isSorted();
        for (Param<?> param : stage.params()) {
            assertThat(param.parent()).isEqualTo(stage.uid());
            assertThat(param.doc()).isNotBlank();
            assertThat(stage.hasParam(param.name())).isTrue();
            assertThat(stage.getParam(param.name())).isEqualTo(param);
            assertThat(stage.explainParams()).contains(param.name() + ": " + param.doc());
        }
        assertThat(stage.hasParam("other")).isFalse();
        assertThat(names.containsAll(List.of("probabilityCol", "rawPredictionCol", "thresholds")))
                .isEqualTo(stage instanceof NeuralNetworkClassifierParams);
    }

    @ParameterizedTest
    @MethodSource("stages")
    void everyParamHasAGetterAndEstimatorsHaveSetters(Params stage) throws Exception {
        for (Param<?> param : stage.params()) {
            Method getter = stage.getClass().getMethod("get" + capitalized(param));
            if (stage.hasDefault(param)) {
                assertThat(getter.invoke(stage)).isEqualTo(stage.getOrDefault(param));
            }
            if (stage instanceof NeuralNetworkEstimator && stage.hasDefault(param)) {
                Method setter = stage.getClass().getMethod("set" + capitalized(param), getter.getReturnType());
                assertThat(setter.invoke(stage, stage.getOrDefault(param))).isSameAs(stage);
                assertThat(stage.isSet(param)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("stages")
    void copiesHaveTheirOwnParams(Params stage) {
        Param<Object> maxIter = stage.getParam("maxIter");
        Params copy = stage.copy(new ParamMap().put(maxIter, 7));
        assertThat(copy).isNotSameAs(stage).hasSameClassAs(stage);
        assertThat(copy.uid()).isEqualTo(stage.uid());
        assertThat(copy.getOrDefault(maxIter)).isEqualTo(7);
        assertThat(stage.getOrDefault(maxIter)).isEqualTo(100);
        copy.set(maxIter, 9);
        assertThat(stage.isSet(maxIter)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("stages")
    void everyParamIsDocumented(Params stage) throws IOException {
        StringBuilder pages = new StringBuilder();
        try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
            for (Path page :
                    docs.filter(path -> path.toString().endsWith(".md")).toList()) {
                pages.append(Files.readString(page));
            }
        }
        for (Param<?> param : stage.params()) {
            assertThat(pages.toString()).contains("`" + param.name() + "`");
        }
    }

    @Test
    void defaultsEqualConfigurationDefaults() {
        NeuralNetworkClassifier classifier = new NeuralNetworkClassifier();
        TrainingConfig usual = new TrainingConfig(1);
        assertThat(classifier.getBatchSize()).isEqualTo(usual.batching().batchSize());
        assertThat(classifier.getSeed()).isEqualTo(usual.seed());
        assertThat(classifier.getStepSize()).isEqualTo(1e-3);
        assertThat(classifier.getMaxIter()).isEqualTo(100);
        assertThat(classifier.getLayers()).containsExactly(100);
        assertThat(classifier.getSolver()).isEqualTo("adam");
        assertThat(classifier.getTol()).isEqualTo(1e-6);
        assertThat(new ParamsToConfig(classifier).regularizer()).isEqualTo(new NoPenalty());
        assertThat(classifier.isDefined(classifier.weightCol())).isFalse();
        assertThat(new NeuralNetworkRegressor().getLoss()).isEqualTo("mse");
        assertThat(new NeuralNetworkClassifier().uid()).startsWith("nnc_").isNotEqualTo(classifier.uid());
    }

    @Test
    void invalidValuesAreRefusedBySetters() {
        NeuralNetworkClassifier classifier = new NeuralNetworkClassifier("it");
        assertThatThrownBy(() -> classifier.setMaxIter(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxIter given invalid value 0");
        assertThatThrownBy(() -> classifier.setStepSize(-1)).hasMessageContaining("stepSize");
        assertThatThrownBy(() -> classifier.setRegParam(-1)).hasMessageContaining("regParam");
        assertThatThrownBy(() -> classifier.setElasticNetParam(1.5)).hasMessageContaining("elasticNetParam");
        assertThatThrownBy(() -> classifier.setLayers(new int[] {3, 0})).hasMessageContaining("layers");
        assertThatThrownBy(() -> classifier.setThresholds(new double[] {0, 0, 1}))
                .hasMessageContaining("thresholds");
        assertThatThrownBy(() -> classifier.setCheckpointInterval(0)).hasMessageContaining("checkpointInterval");
        assertThatThrownBy(() -> classifier.setSolver("adma"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("did you mean adam?");
        assertThatThrownBy(() -> classifier.setNetwork("{\"layers\": [{\"linaer\": 3}]}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("did you mean linear?");
        assertThatThrownBy(() -> new NeuralNetworkRegressor("it").setLoss("crossEntropy"))
                .hasMessageContaining("loss given invalid value");
    }

    @Test
    void stepSizeIsTheLearningRateOfEverySolver() {
        NeuralNetworkClassifier classifier = new NeuralNetworkClassifier("it").setStepSize(0.25);
        for (String solver : List.of("adam", "SGD", "{\"rmsProp\": {\"alpha\": 0.9}}", "{sgd: 0.5}")) {
            assertThat(new ParamsToConfig(classifier.setSolver(solver))
                            .optimizer()
                            .learningRate())
                    .isEqualTo(0.25);
        }
    }
}
