package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.DivergenceException;
import io.kindling.trainer.error.StorageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Error line and exit code of every exception. */
final class ErrorsTest {

    @Command(name = "fails")
    private record Failing(Exception error) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            throw error;
        }
    }

    private static void assertReported(Exception error, int code, String line) {
        StringWriter err = new StringWriter();
        int actual = Kindling.handled(new CommandLine(new Failing(error)), () -> false)
                .setErr(new PrintWriter(err))
                .execute();
        assertThat(err).hasToString("error: " + line + "\n");
        assertThat(actual).isEqualTo(code);
    }

    @Test
    void everyExceptionHasItsExitCode() {
        assertReported(new ConfigurationException("Invalid a: b (c)"), 2, "Invalid a: b (c)");
        assertReported(new DataException("Invalid label: 11 (row 3)"), 3, "Invalid label: 11 (row 3)");
        assertReported(new StorageException("Cannot read x: y; z"), 3, "Cannot read x: y; z");
        assertReported(new DivergenceException("Cannot go on"), 4, "Cannot go on");
    }

    @Test
    void otherExceptionsAreUnexpected() {
        assertReported(
                new IllegalStateException("boom"),
                1,
                "unexpected java.lang.IllegalStateException: boom; run with --debug for the stack trace");
    }

    @Test
    void userErrorsAreFoundAmongCauses() {
        assertReported(
                new IllegalStateException("Job aborted", new RuntimeException(new DataException("Invalid label: 11"))),
                3,
                "Invalid label: 11");
    }

    @Test
    void anUnsupportedJavaNamesTheSupportedVersions() {
        String line = "Cannot run this Spark on Java " + Runtime.version().feature()
                + ": its Hadoop calls Subject.getSubject, which JDK 24 removed; use JDK 17 or 21; spark-submit"
                + " takes it from JAVA_HOME";
        UnsupportedOperationException refused = new UnsupportedOperationException("getSubject is not supported");
        assertReported(new IllegalStateException("Cannot log in", refused), 2, line);
        assertReported(
                new ConfigurationException(
                        "Cannot start Spark with master local[*]: getSubject is not supported; check --master",
                        refused),
                2,
                line);
        assertReported(
                new IllegalStateException(new ExceptionInInitializerError(refused).toString(), refused), 2, line);
    }

    @Test
    void messagesCannotControlTheTerminal() {
        assertReported(new DataException("column \u001b]0;x\u0007a\u009b2J"), 3, "column \\u001b]0;x\\u0007a\\u009b2J");
        assertReported(
                new IllegalStateException("\u001b[2J"),
                1,
                "unexpected java.lang.IllegalStateException: \\u001b[2J; run with --debug for the stack trace");
    }

    @Test
    void joinsSeveralLines() {
        assertReported(new DataException("one\n  two\r\nthree\n"), 3, "one two three");
    }
}
