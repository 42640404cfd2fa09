package io.kindling.driver.lock;

import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.LockedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;

/**
 * A process that acquires a lock when its standard input ends, prints whether it succeeded, and keeps the lock until it
 * is killed.
 */
final class LockProcess {
    static final String HELD = "HELD";
    static final String REFUSED = "REFUSED";

    private LockProcess() {}

    static Process start(Path folder, Path errors) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "@" + Path.of("src/main/spark/conf/java-options").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                LockProcess.class.getName(),
                folder.toString());
        return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }

    /** Acquires the lock of the folder. */
    public static void main(String[] arguments) throws IOException {
        Folder folder = Folder.of(arguments[0], new Configuration());
        System.in.readAllBytes();
        String answer = HELD;
        try {
            FolderLock.acquire(
                    folder, "test", LockTiming.staleAfter(Duration.ofMinutes(5)), System.err::println, () -> {});
        } catch (LockedException e) {
            answer = REFUSED;
        }
        System.out.println(answer);
        System.out.flush();
        while (true) {
            LockSupport.park();
        }
    }
}
