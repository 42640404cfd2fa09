package io.kindling.driver.training;

import java.util.Iterator;
import scala.collection.AbstractIterator;

/** Iterators of Java as Scala's and back. Scala's own converters stand in other classes in 2.12 than in 2.13; these link with both. */
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
