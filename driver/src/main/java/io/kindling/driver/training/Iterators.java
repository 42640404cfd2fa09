package io.kindling.driver.training;

import java.util.Iterator;
import scala.collection.AbstractIterator;

/**
 * Converts between Java and Scala iterators. Scala's own converters are in different classes in 2.12 and 2.13; these
 * work with both.
 */
final class Iterators {
    private Iterators() {}

    static <T> Iterator<T> asJava(scala.collection.Iterator<T> elements) {
        return new FromScala<>(elements);
    }

    static <T> scala.collection.Iterator<T> asScala(Iterator<T> elements) {
        return new FromJava<>(elements);
    }

    private static final class FromScala<T> implements Iterator<T> {
        private final scala.collection.Iterator<T> elements;

        FromScala(scala.collection.Iterator<T> elements) {
            this.elements = elements;
        }

        @Override
        public boolean hasNext() {
            return elements.hasNext();
        }

        @Override
        public T next() {
            return elements.next();
        }
    }

    private static final class FromJava<T> extends AbstractIterator<T> {
        private final Iterator<T> elements;

        FromJava(Iterator<T> elements) {
            this.elements = elements;
        }

        @Override
        public boolean hasNext() {
            return elements.hasNext();
        }

        @Override
        public T next() {
            return elements.next();
        }
    }
}
