package io.kindling.driver.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Plugin that records the memory of executors. Each executor writes a {@link Gauge} to its own file every
 * {@value #TASKS_BETWEEN} tasks.
 */
public final class ExecutorGauges implements SparkPlugin {
    /** Setting of the folder for the files. */
    static final String FOLDER = "spark.kindling.gauges.folder";

    /** Number of tasks between two gauges. */
    static final int TASKS_BETWEEN = 200;

    @Override
    public DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new Tasks();
    }

    /** Returns the gauges of each executor, in order. */
    static List<List<Gauge>> read(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(ExecutorGauges::lines)
                    .map(lines -> Gauge.among(lines.stream()).toList())
                    .toList();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Tasks implements ExecutorPlugin {
        private final long began = System.nanoTime();
        private final AtomicInteger tasks = new AtomicInteger();
        private Path file;

        @Override
        public void init(PluginContext context, Map<String, String> extraConf) {
            file = Path.of(context.conf().get(FOLDER), context.executorID());
        }

        @Override
        public void onTaskSucceeded() {
            int done = tasks.incrementAndGet();
            if (done % TASKS_BETWEEN != 0) {
                return;
            }
            Path local = SparkEnv.get()
                    .blockManager()
                    .diskBlockManager()
                    .localDirs()[0]
                    .toPath();
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
            String line = Gauge.read("task" + done, local, seconds).text() + "\n";
            try {
                Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
