package io.kindling.driver.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** {@link Description}, by the serializer with which Spark sends its own tasks; its classes come from where the executor has its application's. */
final class DescriptionSerializer extends Serializer<Description<?>> {
    private static final ClassTag<Serializable> VALUE = ClassTag$.MODULE$.apply(Serializable.class);

    private static SerializerInstance serializer() {
        return new JavaSerializer(new SparkConf()).newInstance();
    }

    @Override
    public void write(Kryo kryo, Output output, Description<?> description) {
        ByteBuffer buffer = serializer().serialize(description.value(), VALUE);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        output.writeInt(bytes.length);
        output.writeBytes(bytes);
    }

    @Override
    public Description<?> read(Kryo kryo, Input input, Class<Description<?>> type) {
        byte[] bytes = input.readBytes(input.readInt());
        return new Description<>(serializer().deserialize(ByteBuffer.wrap(bytes), kryo.getClassLoader(), VALUE));
    }
}
