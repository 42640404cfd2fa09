package io.kindling.driver.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds.
 *
 * @param when what had just been done
 * @param heap bytes in use after a garbage collection
 * @param resident bytes of memory that the system gave the process
 * @param shuffleFiles of Spark, on its local disk
 * @param seconds since it began
 */
record Gauge(String when, long heap, long resident, long shuffleFiles, long seconds) {
    private static final String MARK = "GAUGE";
    private static final int COLLECTIONS = 3;

    /**
     * Collects garbage and reads. Several times, for what is found to be dead in one collection, through references and cleaners, frees more in the next.
     *
     * @param local folder of Spark
     */
    static Gauge read(String when, Path local, long seconds) {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Gauge(when, heap, residentBytes(), shuffleFilesBelow(local), seconds);
    }

    /** 0 where the system does not tell. */
    private static long residentBytes() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files that Spark removes while they are counted are not there. */
    private static long shuffleFilesBelow(Path local) {
        try (Stream<Path> files = Files.find(
                local,
                Integer.MAX_VALUE,
                (file, attributes) -> file.getFileName().toString().startsWith("shuffle_"))) {
            return files.count();
        } catch (IOException | UncheckedIOException e) {
            return -1;
        }
    }

    /** As a line. */
    String text() {
        return String.join(" ", MARK, when, "" + heap, "" + resident, "" + shuffleFiles, "" + seconds);
    }

    /** The gauges among lines. */
    static Stream<Gauge> among(Stream<String> lines) {
        return lines.filter(line -> line.startsWith(MARK))
                .map(line -> line.split(" "))
                .map(parts -> new Gauge(
                        parts[1],
                        Long.parseLong(parts[2]),
                        Long.parseLong(parts[3]),
                        Long.parseLong(parts[4]),
                        Long.parseLong(parts[5])));
    }
}
