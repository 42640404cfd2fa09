package io.kindling.driver.ml;

import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import java.io.Serializable;
import java.util.function.Predicate;
import scala.runtime.AbstractFunction1;

/** The validator of a param, as a Scala function. */
final class ParamValidator<T> extends AbstractFunction1<T, Object> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Rule<T> rule;

    private ParamValidator(Rule<T> rule) {
        this.rule = rule;
    }

    /** A serializable predicate. */
    interface Rule<T> extends Predicate<T>, Serializable {}

    /** Creates a validator. Spark's error names the refused value without a cause. */
    static <T> ParamValidator<T> of(Rule<T> rule) {
        return new ParamValidator<>(rule);
    }

    /** Creates a validator of configuration text. The error of the reader states the cause. */
    static ParamValidator<String> config(String param, Class<?> type) {
        return new ParamValidator<>(text -> read(param, text, type) != null);
    }

    /**
     * Reads the record in the value of a param.
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
