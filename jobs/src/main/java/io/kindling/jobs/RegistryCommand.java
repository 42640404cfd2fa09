package io.kindling.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.redaction.Redaction;
import io.kindling.driver.registry.Alias;
import io.kindling.driver.registry.AliasEntry;
import io.kindling.driver.registry.ModelVersion;
import io.kindling.driver.registry.RegisteredModel;
import io.kindling.jobs.config.RegistryOption;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.redaction.SecretText;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the models of a registry and changes aliases. Runs without Spark. */
@Command(
        name = "registry",
        description =
                "Lists the models of a registry, promotes a version, or rolls an alias back to the previous version.",
        subcommands = {
            RegistryCommand.ListModels.class,
            RegistryCommand.Show.class,
            RegistryCommand.Promote.class,
            RegistryCommand.Rollback.class
        })
final class RegistryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    private static ObjectNode json(RegisteredModel model, Pointers pointers) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("model", model.name());
        json.put("folder", model.location());
        ObjectNode aliases = json.putObject("aliases");
        pointers.versions().forEach(aliases::put);
        return json;
    }

    private static String text(RegisteredModel model, Pointers pointers) {
        String aliases = pointers.versions().entrySet().stream()
                .map(entry -> entry.getKey()
                        + (entry.getValue() == null ? " cannot be read" : " is version " + entry.getValue()))
                .collect(Collectors.joining(", "));
        return model.name() + ": " + (aliases.isEmpty() ? "no alias" : aliases);
    }

    /**
     * Versions to which the aliases of a model point.
     *
     * @param versions version by alias; null for an unreadable alias
     */
    private record Pointers(Map<String, Integer> versions) {
        static Pointers of(RegisteredModel model, Consumer<String> warnings) {
            Map<String, Integer> versions = new TreeMap<>();
            for (Alias alias : model.aliases()) {
                try {
                    alias.current().ifPresent(entry -> versions.put(alias.name(), entry.version()));
                } catch (StorageException e) {
                    warnings.accept(e.getMessage());
                    versions.put(alias.name(), null);
                }
            }
            return new Pointers(versions);
        }

        int exitCode() {
            return (versions.containsValue(null) ? ExitCode.DATA : ExitCode.OK).number();
        }
    }

    /** Options of every subcommand. */
    static final class Common {
        @Mixin
        private RegistryOption registry;

        @Option(names = "--json", description = "Prints JSON.")
        private boolean json;

        @Spec(Spec.Target.MIXEE)
        private CommandSpec spec;

        private final Set<String> said = new HashSet<>();

        RegisteredModel model(String name) {
            return RegisteredModel.of(registry.folder(), name, new Configuration(), this::warn);
        }

        /** Prints a warning once. */
        void warn(String text) {
            if (said.add(text)) {
                PrintWriter err = spec.commandLine().getErr();
                err.println("warning: " + SecretText.mask(text));
                err.flush();
            }
        }

        /** Prints the text, or the JSON with {@code --json}. */
        void print(String text, JsonNode tree) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(json ? tree : text);
            out.flush();
        }

        /** Prints a model after a change of an alias, and returns the exit code. */
        int print(RegisteredModel model) {
            Pointers pointers = Pointers.of(model, this::warn);
            print(text(model, pointers), RegistryCommand.json(model, pointers));
            return ExitCode.OK.number();
        }
    }

    /** Lists models. */
    @Command(name = "list", description = "Lists the models and the versions of their aliases.")
    static final class ListModels implements Callable<Integer> {
        @Mixin
        private Common common;

        @Override
        public Integer call() {
            ArrayNode tree = JsonNodeFactory.instance.arrayNode();
            StringBuilder text = new StringBuilder();
            int exitCode = ExitCode.OK.number();
            String folder = common.registry.folder();
            for (RegisteredModel model : RegisteredModel.all(folder, new Configuration(), common::warn)) {
                Pointers pointers = Pointers.of(model, common::warn);
                tree.add(json(model, pointers));
                text.append(text.isEmpty() ? "" : System.lineSeparator()).append(text(model, pointers));
                exitCode = Math.max(exitCode, pointers.exitCode());
            }
            common.print(text.isEmpty() ? "no models in " + folder : text.toString(), tree);
            return exitCode;
        }
    }

    /** Shows a model. */
    @Command(name = "show", description = "Shows the versions and the promotions of a model.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(paramLabel = "NAME", description = "Name of the model.")
        private String name;

        @Override
        public Integer call() {
            RegisteredModel model = common.model(name);
            Pointers pointers = Pointers.of(model, common::warn);
            ObjectNode tree = json(model, pointers);
            StringBuilder text = new StringBuilder(text(model, pointers));
            ArrayNode versions = tree.putArray("versions");
            for (ModelVersion version : model.versions()) {
                ObjectNode one = versions.addObject()
                        .put("version", version.version())
                        .put("created", version.created())
                        .put("run", version.run())
                        .put("parent", version.parent())
                        .put("parametersSha256", version.parametersSha256());
                ObjectNode metrics = one.putObject("metrics");
                new TreeMap<>(version.metrics()).forEach(metrics::put);
                text.append(String.format(
                        "%nversion %d of %s, %s, from %s",
                        version.version(), version.created(), metrics(version), version.run()));
            }
            ArrayNode promotions = tree.putArray("promotions");
            for (Alias alias : model.aliases()) {
                for (AliasEntry entry : alias.history()) {
                    promotions
                            .addObject()
                            .put("alias", alias.name())
                            .put("version", entry.version())
                            .put("time", entry.time())
                            .put("by", entry.by())
                            .put("reason", entry.reason());
                    text.append(String.format(
                            "%n%s to version %d, %s, by %s: %s",
                            alias.name(), entry.version(), entry.time(), entry.by(), entry.reason()));
                }
            }
            common.print(text.toString(), tree);
            return pointers.exitCode();
        }

        private static String metrics(ModelVersion version) {
            return new TreeMap<>(version.metrics())
                    .entrySet().stream()
                            .map(e -> String.format(Locale.ROOT, "%s %.4f", e.getKey(), e.getValue()))
                            .collect(Collectors.joining(", "));
        }
    }

    /** {@code --alias} and {@code --reason}, for commands that change an alias. */
    static final class Change {
        @Option(
                names = "--alias",
                paramLabel = "ALIAS",
                defaultValue = Alias.CHAMPION,
                description = "Alias to change; default ${DEFAULT-VALUE}.")
        private String alias;

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                defaultValue = "by hand",
                description = "Reason, for the history.")
        private String reason;

        /** The reason, with secrets masked. */
        private String reason() {
            return Redaction.of(System.getenv()).text(reason);
        }

        private static String person() {
            return System.getProperty("user.name", "unknown");
        }
    }

    /** Changes an alias. */
    @Command(name = "promote", description = "Points an alias to a version.")
    static final class Promote implements Callable<Integer> {
        @Mixin
        private Common common;

        @Mixin
        private Change change;

        @Parameters(index = "0", paramLabel = "NAME", description = "Name of the model.")
        private String name;

        @Parameters(index = "1", paramLabel = "VERSION", description = "Number of the version.")
        private int version;

        @Override
        public Integer call() {
            RegisteredModel model = common.model(name);
            model.alias(change.alias).promote(version, Change.person(), change.reason());
            return common.print(model);
        }
    }

    /** Rolls an alias back. */
    @Command(name = "rollback", description = "Points an alias to its previous version.")
    static final class Rollback implements Callable<Integer> {
        @Mixin
        private Common common;

        @Mixin
        private Change change;

        @Parameters(paramLabel = "NAME", description = "Name of the model.")
        private String name;

        @Override
        public Integer call() {
            RegisteredModel model = common.model(name);
            model.alias(change.alias).rollback(Change.person(), change.reason());
            return common.print(model);
        }
    }
}
