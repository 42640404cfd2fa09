package io.kindling.jobs;

import io.kindling.jobs.console.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Main class of the command line. Each subcommand is a class. */
@Command(
        name = "kindling",
        description = "Trains neural networks on Apache Spark.",
        subcommands = {
            TrainCommand.class,
            PrepareCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            BenchCommand.class,
            ExportCommand.class,
            ReportCommand.class,
            ConfigCommand.class,
            RegistryCommand.class,
            ReproduceCommand.class
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Kindling.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or already done",
            "1:unexpected error",
            "2:error in the command line or the configuration",
            "3:error in the data or in a file",
            "4:training diverged",
            "5:locked: another process trains this model, or uses this folder",
            "6:trained, but the model is not promoted (registry.refusedExitCode)",
            "7:the reproduced model is not bit-identical",
            "130, 143:stopped by SIGINT, SIGTERM; run the same command to resume"
        })
public final class Kindling implements Callable<Integer>, Console.Owner {
    private static final String DEBUG = "KINDLING_DEBUG";

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Prints the stack trace of an error. KINDLING_DEBUG=1 does the same.")
    private boolean debug;

    @Spec
    private CommandSpec spec;

    private final Console console;

    private Kindling(Console console) {
        this.console = console;
    }

    @Override
    public Console console() {
        return console;
    }

    /** Runs a command and exits with its exit code. */
    public static void main(String[] arguments) {
        int code = run(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                System.getenv(),
                arguments);
        System.exit(code);
    }

    /** Runs a command and returns its exit code. Secrets in its output are masked. */
    static int run(PrintWriter out, PrintWriter err, Map<String, String> environment, String... arguments) {
        String variable = environment.getOrDefault(DEBUG, "");
        boolean always = !variable.isEmpty() && !variable.equals("0");
        try (Console console = new Console(out, err, environment, arguments)) {
            Kindling kindling = new Kindling(console);
            BooleanSupplier debug = () -> always || kindling.debug;
            CommandLine commandLine = handled(
                            new CommandLine(kindling).setCaseInsensitiveEnumValuesAllowed(true), debug)
                    .setOut(console.out())
                    .setErr(console.err());
            try {
                return commandLine.execute(arguments);
            } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
                return new Errors(debug)
                        .handleExecutionException(new IllegalStateException(e.toString(), e), commandLine, null);
            }
        }
    }

    /** Installs the error handlers. */
    static CommandLine handled(CommandLine commandLine, BooleanSupplier debug) {
        Errors errors = new Errors(debug);
        return commandLine.setParameterExceptionHandler(errors).setExecutionExceptionHandler(errors);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Kindling.class.getPackage().getImplementationVersion();
            return new String[] {"kindling " + (version == null ? "(not packaged)" : version)};
        }
    }
}
