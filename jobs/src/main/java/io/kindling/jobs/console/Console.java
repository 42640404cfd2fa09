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
 * The one point through which all passes that a command prints: results, progress, errors, stack traces, and what Spark logs to the terminal. It masks secrets, and learns more of them as the command reads its
 * configuration and starts Spark. While it is open, {@link System#out} and {@link System#err} lead through it.
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

    /** What the commands of one process belong to. */
    public interface Owner {
        /** Where they print. */
        Console console();
    }

    /**
     * Opens a console.
     *
     * @param out for results
     * @param err for errors
     * @param environment whose secrets are masked
     * @param arguments of the command line: passwords in their addresses are masked
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

    /** For results. */
    public PrintWriter out() {
        return out;
    }

    /** For errors. */
    public PrintWriter err() {
        return err;
    }

    /** Masks more secrets from now on, in whatever the command of that specification prints. */
    public static void learn(CommandSpec spec, UnaryOperator<Redaction> more) {
        if (spec != null && spec.root().userObject() instanceof Owner owner && owner.console() != null) {
            owner.console().redaction.updateAndGet(more);
        }
    }

    /** The stream that a masked one leads to. It is for the one text that shows a secret on purpose: the address of the live page. */
    public static PrintStream unmasked(CommandSpec spec, PrintStream stream) {
        if (spec != null && spec.root().userObject() instanceof Owner owner && owner.console() != null) {
            Console console = owner.console();
            return stream == console.maskedOut
                    ? console.outBefore
                    : stream == console.maskedErr ? console.errBefore : stream;
        }
        return stream;
    }

    /** Prints what is held, and gives the streams of the process back. What still writes to the masked ones, such as a logger, may do so. */
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

    /** Bytes of UTF-8, whole lines at a time, to a writer. */
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
