package io.kindling.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.Handle;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;
import org.apache.xbean.asm9.Type;
import org.junit.jupiter.api.Test;

/**
 * Checks that this version of Spark, Scala, Hadoop and Kryo has every class, method and field that the jar uses, with
 * the same name and types and the same kind of owner.
 */
final class LinkageIT {
    private static final String OURS = "io/kindling/";
    private static final List<String> OTHERS =
            List.of("org/apache/spark/", "scala/", "org/apache/hadoop/", "com/esotericsoftware/", "org/slf4j/");

    @Test
    void everythingThatIsCalledIsThere() throws IOException {
        Set<String> missing = new TreeSet<>();
        Calls calls = new Calls(missing);
        try (JarFile jar = new JarFile(Processes.JAR.toFile())) {
            List<JarEntry> classes = jar.stream()
                    .filter(entry -> entry.getName().startsWith(OURS)
                            && entry.getName().endsWith(".class")
                            && !entry.getName().startsWith(OURS + "shaded/"))
                    .toList();
            for (JarEntry entry : classes) {
                try (InputStream bytes = jar.getInputStream(entry)) {
                    new ClassReader(bytes).accept(calls, ClassReader.SKIP_DEBUG);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(calls.seen).isGreaterThan(500);
    }

    /** Looks up each method and field that a class uses. */
    private static final class Calls extends ClassVisitor {
        private final Set<String> missing;
        private int seen;

        Calls(Set<String> missing) {
            super(Opcodes.ASM9);
            this.missing = missing;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String called, String calledDescriptor, boolean isInterface) {
                    method(owner, called, calledDescriptor, isInterface);
                }

                @Override
                public void visitFieldInsn(int opcode, String owner, String field, String fieldDescriptor) {
                    field(owner, field, fieldDescriptor);
                }

                @Override
                public void visitTypeInsn(int opcode, String type) {
                    if (!type.startsWith("[") && isOthers(type)) {
                        owner(type);
                    }
                }

                @Override
                public void visitInvokeDynamicInsn(
                        String called, String calledDescriptor, Handle bootstrap, Object... arguments) {
                    for (Object argument : arguments) {
                        if (argument instanceof Handle handle) {
                            method(handle.getOwner(), handle.getName(), handle.getDesc(), handle.isInterface());
                        }
                    }
                }
            };
        }

        private void method(String owner, String name, String descriptor, boolean isInterface) {
            if (!isOthers(owner)) {
                return;
            }
            Class<?> type = owner(owner);
            boolean found = type != null
                    && type.isInterface() == isInterface
                    && (name.equals("<init>")
                            ? Arrays.stream(type.getDeclaredConstructors())
                                    .anyMatch(constructor -> Type.getConstructorDescriptor(constructor)
                                            .equals(descriptor))
                            : family(type)
                                    .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
                                    .anyMatch(method -> method.getName().equals(name)
                                            && Type.getMethodDescriptor(method).equals(descriptor)));
            if (!found) {
                missing.add(owner + "." + name + descriptor);
            }
        }

        private void field(String owner, String name, String descriptor) {
            if (!isOthers(owner)) {
                return;
            }
            Class<?> type = owner(owner);
            boolean found = type != null
                    && family(type)
                            .flatMap(each -> Arrays.stream(each.getDeclaredFields()))
                            .anyMatch(field -> field.getName().equals(name)
                                    && Type.getDescriptor(field.getType()).equals(descriptor));
            if (!found) {
                missing.add(owner + "." + name + " " + descriptor);
            }
        }

        private static boolean isOthers(String owner) {
            return OTHERS.stream().anyMatch(owner::startsWith);
        }

        private Class<?> owner(String name) {
            seen++;
            try {
                return Class.forName(name.replace('/', '.'), false, LinkageIT.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                missing.add(name);
                return null;
            }
        }

        /** A type, and all that it inherits from. */
        private static Stream<Class<?>> family(Class<?> type) {
            Stream<Class<?>> above = Stream.concat(
                    Stream.ofNullable(type.isInterface() ? Object.class : type.getSuperclass()),
                    Arrays.stream(type.getInterfaces()));
            return Stream.concat(Stream.of(type), above.flatMap(Calls::family));
        }
    }
}
