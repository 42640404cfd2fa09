package io.kindling.driver.model;

import io.kindling.driver.data.FittedInputs;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Task;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Names of the classes of a model whose labels are text, such as {@code setosa} for class 0.
 *
 * @param names names of each label, in the order of the targets; an empty list for a label whose classes are numbers
 */
public record ClassNames(List<List<String>> names) implements Serializable {
    public ClassNames {
        names = names.stream().map(List::copyOf).toList();
    }

    /** Creates names for a model whose classes are numbers. */
    public ClassNames() {
        this(List.of());
    }

    /** Returns the names that were fitted to the training table; empty for regression. */
    public static ClassNames of(LossFunction loss, FittedInputs inputs) {
        return loss.task() == Task.REGRESSION ? new ClassNames() : new ClassNames(inputs.classNames());
    }

    /** Whether no class has a name. */
    public boolean isEmpty() {
        return names.stream().allMatch(List::isEmpty);
    }

    /** Whether there is a single label and its classes have names. */
    public boolean areOfOneLabel() {
        return names.size() == 1 && !isEmpty();
    }

    /** Returns the name of a class, or its number as text. */
    public String of(int label, int number) {
        boolean known = label < names.size() && number < names.get(label).size();
        return known ? names.get(label).get(number) : Integer.toString(number);
    }

    /** Returns the names of the first classes of a single label, or their numbers as text. */
    public List<String> first(int classes) {
        List<String> first = new ArrayList<>();
        for (int number = 0; number < classes; number++) {
            first.add(of(0, number));
        }
        return first;
    }
}
