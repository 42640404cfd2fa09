package io.kindling.jobs.console;

import com.fasterxml.jackson.databind.node.TextNode;
import io.kindling.driver.redaction.RedactedOutput;
import io.kindling.driver.redaction.Redaction;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Masks secrets in all output of a command: results, progress, errors, stack traces, and Spark's log on the terminal.
 * The set of known secrets grows as the command reads its configuration and starts Spark. While the console is open,
 * {@link System#out} and {@link System#err} write through it.
 */
public final class Console implements AutoCloseable {
    private final AtomicReference<Redaction> redaction;
    private final RedactedOutput results;
    private final RedactedOutput errors;
    private final PrintWriter out;
    private final PrintWriter err;
    private final PrintStream outBefore = System.out;
    private final PrintStream errBefore = System.err;
    private final RedactedOutput standardOut;
    private final RedactedOutput standardErr;
    private final PrintStream maskedOut;
    private final PrintStream maskedErr;

    /** Owner of the commands of a process. */
    public interface Owner {
        /** The console of the commands. */
        Console console();
    }

    /**
     * Opens a console.
     *
     * @param out receives results
     * @param err receives errors
     * @param environment environment variables, whose secrets are masked
     * @param arguments command line arguments; passwords in their addresses are masked
     */
    public Console(PrintWriter out, PrintWriter err, Map<String, String> environment, String... arguments) {
        Redaction known = Redaction.of(environment);
        for (String argument : arguments) {
            known = known.with(new TextNode(argument.substring(argument.indexOf('=') + 1)));
        }
        this.redaction = new AtomicReference<>(known);
        this.results = new RedactedOutput(new ToWriter(out), redaction::get);
        this.errors = new RedactedOutput(new ToWriter(err), redaction::get);
        this.out = new PrintWriter(results, true, StandardCharsets.UTF_8);
        this.err = new PrintWriter(errors, true, StandardCharsets.UTF_8);
        this.standardOut = new RedactedOutput(outBefore, redaction::get);
        this.standardErr = new RedactedOutput(errBefore, redaction::get);
        this.maskedOut = new PrintStream(standardOut, true, StandardCharsets.UTF_8);
        this.maskedErr = new PrintStream(standardErr, true, StandardCharsets.UTF_8);
        System.setOut(maskedOut);
        System.setErr(maskedErr);
    }

    /** Writer for results. */
    public PrintWriter out() {
        return out;
    }

    /** Writer for errors. */
    public PrintWriter err() {
        return err;
    }

    /** Adds secrets to mask in all further output of a command. */
    public static void learn(CommandSpec spec, UnaryOperator<Redaction> more) {
        if (spec != null && spec.root().userObject() instanceof Owner owner && owner.console() != null) {
            owner.console().redaction.updateAndGet(more);
        }
    }

    /** The unmasked stream behind a masked one. Only for the address of the live page, which contains a token. */
    public static PrintStream unmasked(CommandSpec spec, PrintStream stream) {
        if (spec != null && spec.root().userObject() instanceof Owner owner && owner.console() != null) {
            Console console = owner.console();
            return stream == console.maskedOut
                    ? console.outBefore
                    : stream == console.maskedErr ? console.errBefore : stream;
        }
        return stream;
    }

    /** Flushes and restores the streams of the process. Loggers can still write to the masked streams. */
    @Override
    public void close() {
        out.flush();
        err.flush();
        System.setOut(outBefore);
        System.setErr(errBefore);
        try {
            for (RedactedOutput output : List.of(results, errors, standardOut, standardErr)) {
                output.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes UTF-8 bytes to a writer, line by line. */
    private static final class ToWriter extends OutputStream {
        private final PrintWriter writer;

        ToWriter(PrintWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            writer.write(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void flush() {
            writer.flush();
        }
    }
}
