package io.kindling.driver.config;

import io.kindling.driver.data.Vocabulary;
import io.kindling.trainer.error.ConfigurationException;
import java.util.Objects;

/**
 * What training starts from. The data is matched with the model by name: features come in the order of the model, whatever their order in the table, and a column, a rule, a label or a number of
 * classes that differs is an error. A file holds parameters alone, and names nothing: features and classes must have the order that it was trained with, rules that fit categories are refused, and a
 * scaling that is fitted anew is a warning.
 *
 * @param from a safetensors file with PyTorch's names, such as {@code 0.weight}, the folder of a run or of a model, or a version in a registry, {@code digits@champion}; all tensors must fit. The
 *     champion of {@code registry.model} itself may still be missing: then first values are drawn
 * @param vocabulary freeze, the default, uses the fitted rules and the scaling of the model in place of new ones: categories keep their numbers, and a category that the model does not know counts
 *     as not seen in training. refuse fits them anew, and fails with the difference if there is one
 */
public record InitialParameters(String from, Vocabulary vocabulary) {
    public InitialParameters {
        if (from == null || from.isBlank()) {
            throw new ConfigurationException("Invalid network.initialParameters.from: " + from
                    + " (must be a file, a folder or a version in a registry)");
        }
        Objects.requireNonNull(vocabulary, "vocabulary");
    }

    public InitialParameters(String from) {
        this(from, Vocabulary.FREEZE);
    }
}
