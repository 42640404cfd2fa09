package io.kindling.driver.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * A plugin whose executors write their process ids to a folder, as names of empty files. Only these processes are
 * killed.
 */
public final class Pids implements SparkPlugin {
    /** The setting with the folder. */
    static final String FOLDER = "spark.kindling.faults.pids";

    @Override
    public DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            @Override
            public void init(PluginContext context, Map<String, String> extraConf) {
                Path folder = Path.of(context.conf().get(FOLDER));
                try {
                    Files.createFile(
                            folder.resolve(Long.toString(ProcessHandle.current().pid())));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    /** The running executors that reported. */
    static List<ProcessHandle> alive(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file ->
                            ProcessHandle.of(Long.parseLong(file.getFileName().toString())))
                    .flatMap(Optional::stream)
                    .filter(ProcessHandle::isAlive)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
