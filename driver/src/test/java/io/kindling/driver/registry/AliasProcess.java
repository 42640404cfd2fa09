package io.kindling.driver.registry;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;

/**
 * A process that promotes, rolls back and reads one alias in random order, and prints a line before and after each
 * change and after each read. It starts when its standard input ends.
 *
 * <p>Lines: {@code READ number by}; {@code PROMOTE id} before a promotion; {@code TRY id}, then {@code DONE id}, {@code
 * REFUSED id} or, for a rollback that found no earlier version, {@code FIRST id}. The id is the {@code by} of the
 * entry.
 */
final class AliasProcess {
    static final String MODEL = "digits";
    static final int VERSIONS = 5;

    private final Alias alias;
    private final SplittableRandom random;
    private final PrintStream log;
    private final String name;

    private AliasProcess(Alias alias, String name, PrintStream log) {
        this.alias = alias;
        this.name = name;
        this.log = log;
        this.random = new SplittableRandom(name.hashCode());
    }

    /** Creates a process, which prints its lines to standard output. */
    static ProcessBuilder command(String registry, String name, int operations) {
        return new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "@" + Path.of("src/main/spark/conf/java-options").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                AliasProcess.class.getName(),
                registry,
                name,
                Integer.toString(operations)));
    }

    public static void main(String[] arguments) throws IOException {
        Alias alias =
                RegisteredModel.of(arguments[0], MODEL, new Configuration()).alias(Alias.CHAMPION);
        AliasProcess process =
                new AliasProcess(alias, arguments[1], new PrintStream(System.out, true, StandardCharsets.UTF_8));
        System.in.readAllBytes();
        process.run(Integer.parseInt(arguments[2]));
    }

    private void run(int operations) {
        for (int i = 0; i < operations; i++) {
            String id = name + "-" + i;
            int kind = random.nextInt(10);
            if (kind < 5) {
                read();
            } else if (kind < 9) {
                Optional<AliasEntry> seen = read();
                log.println("PROMOTE " + id);
                change(id, () -> alias.point(1 + random.nextInt(VERSIONS), seen, id, "test"));
            } else {
                change(id, () -> !alias.rollback(id, "test").by().isEmpty());
            }
        }
    }

    private Optional<AliasEntry> read() {
        Optional<AliasEntry> seen = alias.current();
        log.println(
                "READ " + seen.map(entry -> entry.number() + " " + entry.by()).orElse("0 none"));
        return seen;
    }

    private interface Change {
        boolean make();
    }

    private void change(String id, Change change) {
        log.println("TRY " + id);
        String answer;
        try {
            answer = change.make() ? "DONE " : "REFUSED ";
        } catch (ConfigurationException e) {
            answer = "FIRST ";
        } catch (StorageException e) {
            if (!e.getMessage().contains("another process changed it at the same time")) {
                throw e;
            }
            answer = "REFUSED ";
        }
        log.println(answer + id);
    }
}
