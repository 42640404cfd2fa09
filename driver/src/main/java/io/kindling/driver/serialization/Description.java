package io.kindling.driver.serialization;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A value that is sent once to each executor, as what it describes is small: records, which Kryo does not know. It travels as the bytes that Spark's own serializer of tasks makes of it,
 * whatever serializer the application is set to. Not for anything that is stored.
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

    /** The value; one object a process. Its classes come from where the thread has those of the application. */
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
