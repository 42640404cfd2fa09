package io.kindling.jobs;

import io.kindling.driver.Secrets;
import io.kindling.trainer.error.KindlingException;
import io.kindling.trainer.error.Printable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Every error becomes one line on stderr and an exit code; the stack trace is for those who ask for it. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final BooleanSupplier debug;

    /**
     * Handlers.
     *
     * @param debug asked after parsing: whether traces are wanted
     */
    Errors(BooleanSupplier debug) {
        this.debug = debug;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println("error: " + oneLine(e.getMessage()) + "; see "
                        + command.getCommandSpec().qualifiedName() + " --help");
        trace(e, command.getErr());
        return ExitCode.CONFIGURATION.number();
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        Optional<KindlingException> known = known(e);
        String message = known.map(Throwable::getMessage)
                .orElseGet(() -> "unexpected " + e + "; run it again with --debug to see where");
        command.getErr().println("error: " + oneLine(message));
        trace(e, command.getErr());
        return known.map(ExitCode::of).orElse(ExitCode.UNEXPECTED).number();
    }

    /** What an executor threw arrives as the cause of another exception. */
    private static Optional<KindlingException> known(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof KindlingException kindling) {
                return Optional.of(kindling);
            }
        }
        return Optional.empty();
    }

    private static String oneLine(String message) {
        return Printable.text(Secrets.redact(message)).strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private void trace(Exception e, PrintWriter err) {
        if (debug.getAsBoolean()) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            err.print(Secrets.redact(trace.toString()));
        }
        err.flush();
    }
}
