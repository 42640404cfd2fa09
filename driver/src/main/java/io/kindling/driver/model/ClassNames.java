package io.kindling.driver.model;

import io.kindling.driver.data.FittedInputs;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Task;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of the classes that a model tells apart, where its labels were text: {@code setosa} for class 0.
 *
 * @param names of each label, in the order of the targets; an empty list for a label whose classes are numbers
 */
public record ClassNames(List<List<String>> names) implements Serializable {
    public ClassNames {
        names = names.stream().map(List::copyOf).toList();
    }

    /** No names: all classes are numbers. */
    public ClassNames() {
        this(List.of());
    }

    /** The names that a training with that loss learned from its table; none for a regression. */
    public static ClassNames of(LossFunction loss, FittedInputs inputs) {
        return loss.task() == Task.REGRESSION ? new ClassNames() : new ClassNames(inputs.classNames());
    }

    /** Whether any class has a name. */
    public boolean isEmpty() {
        return names.stream().allMatch(List::isEmpty);
    }

    /** Whether there is one label, and its classes have names. */
    public boolean areOfOneLabel() {
        return names.size() == 1 && !isEmpty();
    }

    /** The name of a class; its number as text where it has none. */
    public String of(int label, int number) {
        boolean known = label < names.size() && number < names.get(label).size();
        return known ? names.get(label).get(number) : Integer.toString(number);
    }

    /** The names of the first classes of the only label; their numbers as text where they have none. */
    public List<String> first(int classes) {
        List<String> first = new ArrayList<>();
        for (int number = 0; number < classes; number++) {
            first.add(of(0, number));
        }
        return first;
    }
}
