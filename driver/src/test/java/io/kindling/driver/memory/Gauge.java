package io.kindling.driver.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

/**
 * Memory and disk usage of a process.
 *
 * @param when last event before the measurement
 * @param heap bytes in use after garbage collection
 * @param resident resident set size in bytes
 * @param shuffleFiles number of shuffle files on the local disk of Spark
 * @param disk bytes of all files on that disk
 * @param seconds seconds since the start
 */
record Gauge(String when, long heap, long resident, long shuffleFiles, long disk, long seconds) {
    private static final String MARK = "GAUGE";
    private static final int COLLECTIONS = 3;

    /**
     * Collects garbage several times and measures. References and cleaners that one collection finds dead release more
     * memory in the next.
     *
     * @param local local folder of Spark
     */
    static Gauge read(String when, Path local, long seconds) {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        Disk disk = Disk.below(local);
        return new Gauge(when, heap, residentBytes(), disk.shuffleFiles, disk.bytes, seconds);
    }

    /** Returns the resident set size; 0 if the system does not provide it. */
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

    /** Counts files on a local disk. Files that Spark deletes during the count are ignored. */
    private static final class Disk extends SimpleFileVisitor<Path> {
        private long shuffleFiles;
        private long bytes;

        static Disk below(Path local) {
            Disk disk = new Disk();
            try {
                Files.walkFileTree(local, disk);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return disk;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            shuffleFiles += file.getFileName().toString().startsWith("shuffle_") ? 1 : 0;
            bytes += attributes.size();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }

    /** Returns the gauge as a line of text. */
    String text() {
        return String.join(" ", MARK, when, "" + heap, "" + resident, "" + shuffleFiles, "" + disk, "" + seconds);
    }

    /** Returns the gauges in lines of text. */
    static Stream<Gauge> among(Stream<String> lines) {
        return lines.filter(line -> line.startsWith(MARK))
                .map(line -> line.split(" "))
                .map(parts -> new Gauge(
                        parts[1],
                        Long.parseLong(parts[2]),
                        Long.parseLong(parts[3]),
                        Long.parseLong(parts[4]),
                        Long.parseLong(parts[5]),
                        Long.parseLong(parts[6])));
    }
}
