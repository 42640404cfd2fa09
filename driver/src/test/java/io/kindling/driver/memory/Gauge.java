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
 * What a process holds.
 *
 * @param when what had just been done
 * @param heap bytes in use after a garbage collection
 * @param resident bytes of memory that the system gave the process
 * @param shuffleFiles of Spark, on its local disk
 * @param disk bytes of all files there
 * @param seconds since it began
 */
record Gauge(String when, long heap, long resident, long shuffleFiles, long disk, long seconds) {
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
        Disk disk = Disk.below(local);
        return new Gauge(when, heap, residentBytes(), disk.shuffleFiles, disk.bytes, seconds);
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

    /** What lies on a local disk. Files that Spark removes while they are counted are not there. */
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

    /** As a line. */
    String text() {
        return String.join(" ", MARK, when, "" + heap, "" + resident, "" + shuffleFiles, "" + disk, "" + seconds);
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
                        Long.parseLong(parts[5]),
                        Long.parseLong(parts[6])));
    }
}
