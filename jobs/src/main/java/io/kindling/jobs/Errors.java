package io.kindling.jobs;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.KindlingException;
import io.kindling.trainer.error.Printable;
import io.kindling.trainer.redaction.SecretText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Prints an error as one line on stderr and sets the exit code. Prints the stack trace with {@code --debug}. Command
 * line values that may be secrets are masked.
 */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private static final Pattern COMMAND = Pattern.compile("[a-z]{1,12}");

    private final BooleanSupplier debug;

    /** Creates handlers.
     *
     * @param debug whether to print stack traces; read after parsing
     */
    Errors(BooleanSupplier debug) {
        this.debug = debug;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println("error: " + oneLine(withoutValues(e.getMessage(), arguments)) + "; see "
                        + command.getCommandSpec().qualifiedName() + " --help");
        if (debug.getAsBoolean()) {
            command.getErr().print(withoutValues(trace(e), arguments));
        }
        command.getErr().flush();
        return ExitCode.CONFIGURATION.number();
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        Optional<KindlingException> known = unsupportedJava(e).or(() -> known(e));
        String message = known.map(Throwable::getMessage)
                .orElseGet(() -> "unexpected " + e + "; run with --debug for the stack trace");
        command.getErr().println("error: " + oneLine(message));
        if (debug.getAsBoolean()) {
            command.getErr().print(SecretText.mask(trace(e)));
        }
        command.getErr().flush();
        return known.map(ExitCode::of).orElse(ExitCode.UNEXPECTED).number();
    }

    /** Hadoop versions that log in through {@code Subject.getSubject} fail on JDK 24 and later. */
    private static Optional<KindlingException> unsupportedJava(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("getSubject is not supported")) {
                return Optional.of(new ConfigurationException(
                        "Cannot run this Spark on Java " + Runtime.version().feature()
                                + ": its Hadoop calls Subject.getSubject, which JDK 24 removed; use JDK 17 or"
                                + " 21; spark-submit takes it from JAVA_HOME",
                        e));
            }
        }
        return Optional.empty();
    }

    /** Finds a Kindling exception among the causes: Spark wraps exceptions of executors. */
    private static Optional<KindlingException> known(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof KindlingException kindling) {
                return Optional.of(kindling);
            }
        }
        return Optional.empty();
    }

    private static String oneLine(String message) {
        return Printable.text(SecretText.mask(message)).strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /**
     * Masks command line values in a parser message, because a misplaced value can be a password. Option names are
     * kept.
     */
    private static String withoutValues(String message, String... arguments) {
        String shown = message;
        // The first argument is the name of a command, not a value.
        int first = arguments.length > 0 && COMMAND.matcher(arguments[0]).matches() ? 1 : 0;
        for (String argument : Arrays.asList(arguments).subList(first, arguments.length)) {
            int equals = argument.indexOf('=');
            boolean named = argument.startsWith("-") && equals > 0;
            String value = named ? argument.substring(equals + 1) : argument;
            if (named) {
                shown = shown.replace(argument, argument.substring(0, equals + 1) + SecretText.MASK);
            }
            if (!value.isEmpty() && (named || !argument.startsWith("-"))) {
                shown = shown.replace("'" + value + "'", "'" + SecretText.MASK + "'")
                        .replace(" was " + value, " was " + SecretText.MASK);
            }
        }
        return shown;
    }

    private static String trace(Exception e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
