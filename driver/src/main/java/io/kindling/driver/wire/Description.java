package io.kindling.driver.wire;

import java.io.Serializable;

/**
 * A value that is sent once to each executor, as what it describes is small: records, which only Java's own serialization knows. Not for anything that is
 * stored.
 */
public final class Description<T extends Serializable> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final T value;

    public Description(T value) {
        this.value = value;
    }

    public T value() {
        return value;
    }
}
