package io.kindling.jobs.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.config.ExperimentConfig;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/reference.md} lists every configuration key with its default, as the records define them. After a change
 * to a record,
 * {@code mvn -pl jobs -am test -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dreference.write} writes
 * the page.
 */
final class ReferenceTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGE = ROOT.resolve("docs").resolve("reference.md");

    @Test
    void thePageListsEveryKeyWithItsDefault() throws IOException {
        String expected = new Reference(ROOT).markdown();
        if (System.getProperty("reference.write") != null) {
            Files.writeString(PAGE, expected);
            return;
        }
        assertThat(PAGE)
                .as("the reference; -Dreference.write writes it")
                .content()
                .isEqualTo(expected);
    }

    @Test
    void everyConfigurableTypeHasATable() {
        Set<Class<?>> reachable = new HashSet<>();
        reach(ExperimentConfig.class, reachable);
        assertThat(Reference.tables().values()).containsExactlyInAnyOrderElementsOf(reachable);
    }

    /** Adds the records and the sealed interfaces that a configuration key can hold. */
    private static void reach(Type type, Set<Class<?>> reached) {
        if (type instanceof ParameterizedType parameterized) {
            for (Type argument : parameterized.getActualTypeArguments()) {
                reach(argument, reached);
            }
        } else if (type instanceof Class<?> plain && plain.isSealed() && plain.isInterface() && reached.add(plain)) {
            SealedChoices.records(plain).forEach(record -> reachComponents(record, reached));
        } else if (type instanceof Class<?> plain && plain.isRecord() && reached.add(plain)) {
            reachComponents(plain, reached);
        }
    }

    private static void reachComponents(Class<?> record, Set<Class<?>> reached) {
        for (RecordComponent component : Keys.of(record)) {
            reach(component.getGenericType(), reached);
        }
    }
}
