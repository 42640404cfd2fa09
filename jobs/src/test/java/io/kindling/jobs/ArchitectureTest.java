package io.kindling.jobs;

import io.kindling.trainer.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

/** The structure of this module. */
final class ArchitectureTest {
    private final ModuleRules rules;

    ArchitectureTest() throws Exception {
        rules = new ModuleRules("io.kindling.jobs", Kindling.class);
    }

    @Test
    void packagesFormNoCycles() {
        rules.requireNoCycles();
    }

    @Test
    void packagesDependInOneDirection() {
        rules.requireDirections("config: console");
    }

    @Test
    void signaturesAreShort() {
        rules.requireShortSignatures(type -> false);
    }

    @Test
    void recordsAreSmall() {
        rules.requireSmallRecords(type -> false);
    }

    @Test
    void simpleNamesAreUnique() {
        rules.requireDifferentNames();
    }

    @Test
    void everyPackageIsDescribed() throws Exception {
        rules.requireDescriptions();
    }
}
