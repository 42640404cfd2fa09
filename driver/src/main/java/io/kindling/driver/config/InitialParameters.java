package io.kindling.driver.config;

import io.kindling.driver.data.Vocabulary;
import io.kindling.trainer.error.ConfigurationException;
import java.util.Objects;

/**
 * The model that training starts from. The data is matched with the model by name: features take the order of the
 * model, regardless of their order in the table. A different column, rule, label or number of classes is an error. A
 * file holds parameters alone, without names: features and classes must have the order of its training, rules that fit
 * categories are rejected, and newly fitted scaling is a warning.
 *
 * @param from a safetensors file with PyTorch's names, such as {@code 0.weight}, the folder of a run or of a model, or
 *     a version in a registry, {@code digits@champion}; all tensors must fit. If it is the champion of
 *     {@code registry.model} itself and there is none yet, the seed draws the initial parameters
 * @param vocabulary freeze, the default, uses the fitted rules and the scaling of the model instead of new ones:
 *     categories keep their numbers, and a category that the model does not have counts as unseen. refuse fits them
 *     again, and fails if they differ
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
