package io.kindling.driver.workflow;

import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.registry.RegistryConfig;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.ConfigurationException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.hadoop.conf.Configuration;

/** The folder of a run: the same command finds the same one, if it says for which date or by which name. */
public final class RunNaming {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final String RUNS = "runs";

    private RunNaming() {}

    /**
     * The folder that the configuration names; or one below {@code runs}, that of the model if there is a registry. There it is called by the given name, or after the configuration and the
     * date that it is for, or else after the configuration and the present time.
     *
     * @param configuration name of its file
     * @param id that was asked for; null for none
     * @throws ConfigurationException if the name is no plain one, or if a folder is named as well
     */
    public static Folder folder(ExperimentConfig config, String configuration, String id, Configuration hadoop) {
        if (id != null && !Folder.isPlain(id)) {
            throw new ConfigurationException(
                    "Invalid --run-id: " + id + " (letters, digits, '.', '_' and '-' only, no '.' first)");
        }
        String given = config.output().folder();
        if (given != null && id != null) {
            throw new ConfigurationException(
                    "Invalid --run-id: " + id + " (the run already goes to " + given + "; leave out one of them)");
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
