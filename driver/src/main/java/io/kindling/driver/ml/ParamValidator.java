package io.kindling.driver.ml;

import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import java.io.Serializable;
import java.util.function.Predicate;
import scala.runtime.AbstractFunction1;

/** The rule of a param, as Spark asks for it. */
final class ParamValidator<T> extends AbstractFunction1<T, Object> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Rule<T> rule;

    private ParamValidator(Rule<T> rule) {
        this.rule = rule;
    }

    /** A predicate that travels with its param. */
    interface Rule<T> extends Predicate<T>, Serializable {}

    /** Spark's own error says no more than that a value is refused. */
    static <T> ParamValidator<T> of(Rule<T> rule) {
        return new ParamValidator<>(rule);
    }

    /** The text must be one that a configuration could hold; if not, the reader's error says why. */
    static ParamValidator<String> config(String param, Class<?> type) {
        return new ParamValidator<>(text -> read(param, text, type) != null);
    }

    /**
     * The record that the text of a param stands for.
     *
     * @throws io.kindling.trainer.error.ConfigurationException naming the param
     */
    static <T> T read(String param, String text, Class<T> type) {
        return RecordReader.read(ConfigText.parseValue(text, param), type, "the param " + param);
    }

    @Override
    public Object apply(T value) {
        return rule.test(value);
    }
}
