package io.kindling.driver.workflow;

import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.registry.RegistryConfig;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.ConfigurationException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.hadoop.conf.Configuration;

/** Chooses the folder of a run. With a date or a name, the same command always chooses the same folder. */
public final class RunNaming {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final String RUNS = "runs";

    private RunNaming() {}

    /**
     * Returns the folder in the configuration, or else a folder below {@code runs}; with a registry, below the {@code
     * runs} of the model. Its name is the given one, or consists of the configuration and the logical date, or of the
     * configuration and the current time.
     *
     * @param configuration name of its file
     * @param id requested name; null for none
     * @throws ConfigurationException if the name is not plain, or if the configuration also sets a folder
     */
    public static Folder folder(ExperimentConfig config, String configuration, String id, Configuration hadoop) {
        if (id != null && !Folder.isPlain(id)) {
            throw new ConfigurationException(
                    "Invalid --run-id: " + id + " (letters, digits, '.', '_' and '-' only, no '.' first)");
        }
        String given = config.output().folder();
        if (given != null && id != null) {
            throw new ConfigurationException(
                    "Invalid --run-id: " + id + " (output.folder is also set to " + given + "; use one of them)");
        }
        if (given != null) {
            return Folder.of(given, hadoop);
        }
        RegistryConfig registry = config.registry();
        String parent = registry == null ? RUNS : registry.folder() + "/" + registry.model() + "/" + RUNS;
        return Folder.of(parent, hadoop).folder(id == null ? name(config, configuration) : id);
    }

    private static String name(ExperimentConfig config, String configuration) {
        String date = config.output().asOf();
        String plain = configuration.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^\\.", "-");
        return plain + "-" + (date == null ? LocalDateTime.now(ZoneOffset.UTC).format(STAMP) : date);
    }
}
