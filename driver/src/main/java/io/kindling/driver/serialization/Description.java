package io.kindling.driver.serialization;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A small value that is sent once to each executor, such as a record, which Kryo cannot serialize. It is stored as
 * bytes of Spark's Java serializer, regardless of the serializer of the application. Not for files.
 */
public final class Description<T extends Serializable> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;
    private transient T value;

    public Description(T value) {
        ByteBuffer buffer = serializer().serialize(value, tag());
        this.bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        this.value = value;
    }

    Description(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Returns the value, one object per process. Classes are loaded by the context class loader of the thread. */
    public synchronized T value() {
        if (value == null) {
            value = serializer()
                    .deserialize(ByteBuffer.wrap(bytes), Thread.currentThread().getContextClassLoader(), tag());
        }
        return value;
    }

    private static SerializerInstance serializer() {
        return new JavaSerializer(new SparkConf()).newInstance();
    }

    private static <T> ClassTag<T> tag() {
        return ClassTag$.MODULE$.apply(Serializable.class);
    }
}
