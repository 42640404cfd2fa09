package io.kindling.jobs.reference;

import io.kindling.driver.checkpoint.CheckpointConfig;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.config.InitialParameters;
import io.kindling.driver.config.NetworkConfig;
import io.kindling.driver.config.OutputConfig;
import io.kindling.driver.config.TrainingSection;
import io.kindling.driver.data.BadRows;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.column.ColumnRule;
import io.kindling.driver.data.scaling.Scaling;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.weighting.ClassWeights;
import io.kindling.driver.registry.GateConfig;
import io.kindling.driver.registry.RegistryConfig;
import io.kindling.driver.registry.RetentionConfig;
import io.kindling.driver.tracking.MlflowConfig;
import io.kindling.driver.tracking.TrackingConfig;
import io.kindling.trainer.initializer.Initializer;
import io.kindling.trainer.layer.BranchColumns;
import io.kindling.trainer.layer.Extent2;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Parallel;
import io.kindling.trainer.layout.InputColumn;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.optimizer.Clipping;
import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.optimizer.ParameterGroup;
import io.kindling.trainer.regularizer.Regularizer;
import io.kindling.trainer.schedule.Schedule;
import io.kindling.trainer.training.EarlyStopping;
import io.kindling.trainer.training.LocalSteps;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The reference of the configuration as Markdown, from the records and their Javadoc. */
final class Reference {
    private static final String INTRODUCTION = """
            # Reference

            This page lists every configuration key with its default and its meaning. Required keys are in bold or say `required`.
            [Configuration](configuration.md) explains the syntax. `ReferenceTest` writes this page from the code.
            """;

    private final Path root;

    Reference(Path root) {
        this.root = root;
    }

    /** Every heading with the source of its table: a record or a sealed interface. */
    static Map<String, Class<?>> tables() {
        Map<String, Class<?>> tables = new LinkedHashMap<>();
        tables.put("Sections", ExperimentConfig.class);
        tables.put("`data`", DataConfig.class);
        tables.put("`data.columns`", ColumnRule.class);
        tables.put("`data.source`, `data.validation`, `data.test`", DataSource.class);
        tables.put("`data.scaling`", Scaling.class);
        tables.put("`data.badRows`", BadRows.class);
        tables.put("`data.classWeights`", ClassWeights.class);
        tables.put("`network`", NetworkConfig.class);
        tables.put("`network.initialParameters`", InitialParameters.class);
        tables.put("`network.input`", Shape.class);
        tables.put("`network.layers`", LayerSpec.class);
        tables.put(
                "`kernelSize`, `stride`, `padding`, `dilation` of 2-d layers: one number, or one an axis",
                Extent2.class);
        tables.put("`columns` of `network.input`", InputColumn.class);
        tables.put("`branches` of `parallel`", Parallel.Branch.class);
        tables.put("`columns` of `branches`: names, or a number alone", BranchColumns.class);
        tables.put("`weightInitializer`, `biasInitializer` of layers", Initializer.class);
        tables.put("`loss`", LossFunction.class);
        tables.put("`optimizer`", OptimizerSpec.class);
        tables.put("`schedule`", Schedule.class);
        tables.put("`regularizer`", Regularizer.class);
        tables.put("`metrics`", Metric.class);
        tables.put("`training`", TrainingSection.class);
        tables.put("`training.localSteps`", LocalSteps.class);
        tables.put("`training.earlyStopping`", EarlyStopping.class);
        tables.put("`training.checkpoint`: all of it, or how often alone", CheckpointConfig.class);
        tables.put("`training.clipping`", Clipping.class);
        tables.put("`training.parameterGroups`", ParameterGroup.class);
        tables.put("`output`", OutputConfig.class);
        tables.put("`registry`", RegistryConfig.class);
        tables.put("`registry.gate`", GateConfig.class);
        tables.put("`registry.retention`", RetentionConfig.class);
        tables.put("`tracking`", TrackingConfig.class);
        tables.put("`tracking.mlflow`", MlflowConfig.class);
        return tables;
    }

    String markdown() {
        StringBuilder text = new StringBuilder(INTRODUCTION);
        tables().forEach((heading, type) -> {
            text.append("\n## ").append(heading).append("\n\n");
            text.append(type.isRecord() ? keys(type) : choices(type));
        });
        return text.toString();
    }

    private String keys(Class<?> record) {
        StringBuilder text = new StringBuilder("| key | default | meaning |\n|---|---|---|\n");
        Map<String, Optional<String>> defaults = RecordDefaults.of(record);
        for (RecordComponent component : Keys.of(record)) {
            String name = component.getName();
            String value = defaults.get(name).map(Reference::code).orElse("required");
            String meaning = Javadoc.of(component.getDeclaringRecord(), root).component(name)
                    + values(component.getGenericType());
            text.append("| `%s` | %s | %s |\n".formatted(name, value, meaning));
        }
        return text.toString();
    }

    private String choices(Class<?> sealed) {
        StringBuilder text = new StringBuilder("| name | keys | meaning |\n|---|---|---|\n");
        SealedChoices.records(sealed).stream()
                .sorted(Comparator.comparing(SealedChoices::nameOf))
                .forEach(record -> text.append("| `%s` | %s | %s |\n"
                        .formatted(
                                SealedChoices.nameOf(record),
                                inline(record),
                                Javadoc.of(record, root).sentence())));
        return text.toString();
    }

    /** Keys in one cell: required keys in bold, other keys with their defaults. */
    private static String inline(Class<?> record) {
        Map<String, Type> types = Keys.of(record).stream()
                .collect(Collectors.toMap(RecordComponent::getName, RecordComponent::getGenericType));
        return RecordDefaults.of(record).entrySet().stream()
                .map(key -> key.getValue()
                                .map(value -> code(key.getKey() + ": " + value))
                                .orElse("**`" + key.getKey() + "`**")
                        + values(types.get(key.getKey())))
                .collect(Collectors.joining(", "));
    }

    /** The constants of an enum. */
    private static String values(Type type) {
        if (!(type instanceof Class<?> plain) || !plain.isEnum()) {
            return type instanceof ParameterizedType list ? values(list.getActualTypeArguments()[0]) : "";
        }
        List<String> names = Arrays.stream(plain.getEnumConstants())
                .map(constant -> camelCase(((Enum<?>) constant).name()))
                .toList();
        return " (" + String.join(", ", names) + ")";
    }

    private static String camelCase(String constant) {
        String[] words = constant.toLowerCase(Locale.ROOT).split("_");
        return words[0]
                + Arrays.stream(words)
                        .skip(1)
                        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                        .collect(Collectors.joining());
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
