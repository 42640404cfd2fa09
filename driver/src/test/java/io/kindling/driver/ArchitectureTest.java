package io.kindling.driver;

import io.kindling.driver.training.DistributedTraining;
import io.kindling.trainer.architecture.ModuleRules;
import org.junit.jupiter.api.Test;

/** Rules for the structure of this module. */
final class ArchitectureTest {
    private final ModuleRules rules;

    ArchitectureTest() throws Exception {
        rules = new ModuleRules("io.kindling.driver", DistributedTraining.class);
    }

    @Test
    void packagesHaveNoCycles() {
        rules.requireNoCycles();
    }

    @Test
    void packagesDependInOneDirection() {
        rules.requireDirections("""
                benchmark: config data data.block run training data.preparation
                checkpoint: data data.column data.sql redaction storage
                config: data lock registry tracking training
                data: data.block data.column data.order data.row data.scaling data.source data.sql data.weighting
                data.column: data.row data.source data.sql spark
                data.order: data.block data.row data.sample serialization
                data.preparation: data data.block data.column data.order data.row data.sample data.scaling data.source data.store data.weighting spark storage
                data.row: data.source data.sql serialization
                data.sample: data.row serialization
                data.source: data.sql spark storage
                data.store: data data.block data.column data.row data.source redaction spark storage
                evaluation: data data.block model training
                inference: config data data.preparation data.row data.source data.sql evaluation model redaction run spark storage training
                live: report
                lock: storage
                ml: checkpoint config data data.column data.preparation data.row data.scaling data.source data.sql model redaction run session spark storage training
                model: data data.column data.row data.source data.sql session spark storage
                registry: data.source storage
                report: tracking
                run: checkpoint config data data.column data.preparation data.row data.source evaluation lock model redaction registry report session storage tracking training data.scaling
                session: data.block data.order data.row data.sample serialization training
                tracking: redaction storage
                training: checkpoint data data.block serialization
                workflow: checkpoint config data data.preparation data.source inference lock model redaction registry run storage""");
    }

    @Test
    void signaturesAreShort() {
        // Loops over arrays, with offsets.
        rules.requireShortSignatures(
                rules.among("benchmark.CountingGemm", "data.row.RowEncoder", "evaluation.Mispredictions"));
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
    void packagesAreDescribed() throws Exception {
        rules.requireDescriptions();
    }
}
