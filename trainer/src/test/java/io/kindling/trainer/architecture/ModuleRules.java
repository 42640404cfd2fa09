package io.kindling.trainer.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules for the structure of every module, for architecture tests. */
public final class ModuleRules {
    private static final int MAX_PARAMETERS = 6;
    private static final int MAX_COMPONENTS = 8;

    private final String root;
    private final JavaClasses classes;

    /**
     * Rules for one module.
     *
     * @param root root package
     * @param anchor any class of the module
     */
    public ModuleRules(String root, Class<?> anchor) throws URISyntaxException {
        this.root = root;
        this.classes = new ClassFileImporter()
                .importPath(Path.of(anchor.getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()));
    }

    /** No package depends on itself through others. */
    public void requireNoCycles() {
        SlicesRuleDefinition.slices()
                .matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(false)
                .check(classes);
    }

    /**
     * Each package depends only on stated packages.
     *
     * @param stated one line per package, {@code loss: error math onnx}, with names relative to the root
     */
    public void requireDirections(String stated) {
        Map<String, Set<String>> allowed = new TreeMap<>();
        stated.lines().forEach(line -> {
            String[] parts = line.split(":", 2);
            allowed.put(parts[0].strip(), new TreeSet<>(List.of(parts[1].strip().split("\\s+"))));
        });
        Map<String, Set<String>> actual = new TreeMap<>();
        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String from = packageOf(type);
                String to = packageOf(dependency.getTargetClass().getBaseComponentType());
                if (from != null && to != null && !from.equals(to)) {
                    actual.computeIfAbsent(from, name -> new TreeSet<>()).add(to);
                }
            }
        }
        Map<String, Set<String>> beyond = new TreeMap<>();
        actual.forEach((from, to) -> {
            Set<String> more = new TreeSet<>(to);
            more.removeAll(allowed.getOrDefault(from, Set.of()));
            if (!more.isEmpty()) {
                beyond.put(from, more);
            }
        });
        assertThat(beyond).as("dependencies that are not stated").isEmpty();
    }

    /** The package below the root; null for a class of another module. */
    private String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(root + ".") ? name.substring(root.length() + 1) : null;
    }

    /**
     * No method or constructor has more than six parameters.
     *
     * @param kernels classes of numerical kernels, which are exempt
     */
    public void requireShortSignatures(Predicate<JavaClass> kernels) {
        List<String> wide = classes.stream()
                .filter(kernels.negate())
                .flatMap(type -> type.getCodeUnits().stream().filter(unit -> isWide(type, unit)))
                .map(unit -> unit.getFullName() + " has "
                        + unit.getRawParameterTypes().size())
                .sorted()
                .toList();
        assertThat(wide)
                .as("signatures of more than " + MAX_PARAMETERS + " parameters")
                .isEmpty();
    }

    private static boolean isWide(JavaClass type, JavaCodeUnit unit) {
        boolean written = !unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                && !unit.getName().startsWith("lambda$");
        return written
                && !(type.isRecord() && unit.isConstructor())
                && unit.getRawParameterTypes().size() > MAX_PARAMETERS;
    }

    /**
     * No record has more than eight components.
     *
     * @param kernels classes of numerical kernels, which are exempt
     */
    public void requireSmallRecords(Predicate<JavaClass> kernels) {
        List<String> large = classes.stream()
                .filter(JavaClass::isRecord)
                .filter(kernels.negate())
                .filter(type -> components(type) > MAX_COMPONENTS)
                .map(type -> type.getName() + " has " + components(type))
                .sorted()
                .toList();
        assertThat(large)
                .as("records of more than " + MAX_COMPONENTS + " components")
                .isEmpty();
    }

    private static int components(JavaClass record) {
        RecordComponent[] components = record.reflect().getRecordComponents();
        return components.length;
    }

    /** No two top-level types have the same simple name. */
    public void requireDifferentNames() {
        Map<String, List<String>> byName = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName,
                        TreeMap::new,
                        Collectors.mapping(JavaClass::getName, Collectors.toList())));
        byName.values().removeIf(types -> types.size() == 1);
        assertThat(byName).as("types of one name").isEmpty();
    }

    /** Every package has a package-info. */
    public void requireDescriptions() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> bare = files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .toList();
            assertThat(bare).as("packages without package-info").isEmpty();
        }
    }

    /** Matches the named classes and their nested classes; names are relative to the root. */
    public Predicate<JavaClass> among(String... names) {
        Set<String> all = Arrays.stream(names).map(name -> root + "." + name).collect(Collectors.toSet());
        return type -> all.stream()
                .anyMatch(name -> type.getName().equals(name)
                        || type.getName().startsWith(name + "$")
                        || type.getPackageName().equals(name));
    }
}
