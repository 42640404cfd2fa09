package io.kindling.driver.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;

/** {@link Description}, by Java serialization, as Spark's own tasks are; its classes come from where the executor has its application's. */
final class DescriptionSerializer extends Serializer<Description<?>> {

    @Override
    public void write(Kryo kryo, Output output, Description<?> description) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(description.value());
        } catch (IOException e) {
            throw new KryoException(e);
        }
        output.writeInt(bytes.size());
        output.writeBytes(bytes.toByteArray());
    }

    @Override
    public Description<?> read(Kryo kryo, Input input, Class<Description<?>> type) {
        byte[] bytes = input.readBytes(input.readInt());
        try (ObjectInputStream objects = new Objects(new ByteArrayInputStream(bytes), kryo.getClassLoader())) {
            return new Description<>((Serializable) objects.readObject());
        } catch (IOException | ClassNotFoundException e) {
            throw new KryoException(e);
        }
    }

    private static final class Objects extends ObjectInputStream {
        private final ClassLoader loader;

        Objects(InputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description);
            }
        }
    }
}
