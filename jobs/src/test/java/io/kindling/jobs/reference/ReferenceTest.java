package io.kindling.jobs.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.experiment.ExperimentConfig;
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
 * The README's reference says what the records say. After a change to a record, {@code mvn -pl jobs -am test -Dtest=ReferenceTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dreference.write} writes it anew.
 */
final class ReferenceTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path README = ROOT.resolve("README.md");
    private static final String BEGIN = "<!-- reference: written by ReferenceTest -->\n";
    private static final String END = "\n<!-- end of reference -->";

    @Test
    void theReadmeListsEveryKeyWithItsDefault() throws IOException {
        String readme = Files.readString(README);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        String expected = new Reference(ROOT).markdown();
        if (System.getProperty("reference.write") != null) {
            Files.writeString(README, readme.substring(0, begin) + expected + readme.substring(end));
            return;
        }
        assertThat(readme.substring(begin, end))
                .as("the reference in README.md; -Dreference.write writes it anew")
                .isEqualTo(expected);
    }

    @Test
    void everythingThatCanBeConfiguredHasATable() {
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
