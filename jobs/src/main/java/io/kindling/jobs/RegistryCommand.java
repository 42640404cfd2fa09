package io.kindling.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.Redaction;
import io.kindling.driver.registry.Alias;
import io.kindling.driver.registry.AliasEntry;
import io.kindling.driver.registry.ModelVersion;
import io.kindling.driver.registry.RegisteredModel;
import io.kindling.jobs.config.RegistryOption;
import io.kindling.trainer.error.StorageException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at a model registry, and changes which version is used. Runs without Spark. */
@Command(
        name = "registry",
        description = "Lists the models of a registry, and promotes a version or goes back to the one before.",
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

    private static ObjectNode json(RegisteredModel model) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("model", model.name());
        json.put("folder", model.location());
        ObjectNode aliases = json.putObject("aliases");
        pointers(model).forEach(aliases::put);
        return json;
    }

    private static Map<String, Integer> pointers(RegisteredModel model) {
        Map<String, Integer> pointers = new TreeMap<>();
        for (Alias alias : model.aliases()) {
            alias.current().ifPresent(entry -> pointers.put(alias.name(), entry.version()));
        }
        return pointers;
    }

    private static String text(RegisteredModel model) {
        String aliases = pointers(model).entrySet().stream()
                .map(entry -> entry.getKey() + " is version " + entry.getValue())
                .collect(Collectors.joining(", "));
        return model.name() + ": " + (aliases.isEmpty() ? "no alias" : aliases);
    }

    /** What every sub-command takes. */
    static final class Common {
        @Mixin
        private RegistryOption registry;

        @Option(names = "--json", description = "Prints JSON.")
        private boolean json;

        @Spec(Spec.Target.MIXEE)
        private CommandSpec spec;

        RegisteredModel model(String name) {
            return RegisteredModel.of(registry.folder(), name, new Configuration());
        }

        /** Prints one of the two; returns the exit code. */
        int print(String text, JsonNode tree) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(json ? tree : text);
            out.flush();
            return ExitCode.OK.number();
        }

        int print(RegisteredModel model) {
            return print(RegistryCommand.text(model), RegistryCommand.json(model));
        }
    }

    /** The models. */
    @Command(name = "list", description = "Lists the models, and the versions that their aliases point to.")
    static final class ListModels implements Callable<Integer> {
        @Mixin
        private Common common;

        @Override
        public Integer call() {
            ArrayNode tree = JsonNodeFactory.instance.arrayNode();
            StringBuilder text = new StringBuilder();
            for (RegisteredModel model : RegisteredModel.all(common.registry.folder(), new Configuration())) {
                tree.add(json(model));
                text.append(text.isEmpty() ? "" : System.lineSeparator()).append(RegistryCommand.text(model));
            }
            return common.print(text.isEmpty() ? "no models in " + common.registry.folder() : text.toString(), tree);
        }
    }

    /** One model. */
    @Command(name = "show", description = "Shows the versions of a model, and every promotion.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private Common common;

        @Parameters(paramLabel = "NAME", description = "Name of the model.")
        private String name;

        @Override
        public Integer call() {
            RegisteredModel model = common.model(name);
            ObjectNode tree = json(model);
            StringBuilder text = new StringBuilder(RegistryCommand.text(model));
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
            return common.print(text.toString(), tree);
        }

        private static String metrics(ModelVersion version) {
            return new TreeMap<>(version.metrics())
                    .entrySet().stream()
                            .map(e -> String.format(Locale.ROOT, "%s %.4f", e.getKey(), e.getValue()))
                            .collect(Collectors.joining(", "));
        }
    }

    /** {@code --alias} and {@code --reason}, of commands that change an alias. */
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
                description = "Why, for the history.")
        private String reason;

        /** The reason as it may be stored. */
        private String reason() {
            return Redaction.of(System.getenv()).text(reason);
        }

        private static String person() {
            return System.getProperty("user.name", "unknown");
        }
    }

    /** Changes an alias. */
    @Command(name = "promote", description = "Makes an alias point to a version.")
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
            ModelVersion wanted = model.version(version);
            Alias alias = model.alias(change.alias);
            Optional<AliasEntry> present = alias.current();
            if (present.filter(entry -> entry.version() == version).isEmpty()
                    && !alias.point(wanted.version(), present, Change.person(), change.reason())) {
                throw new StorageException("Cannot promote " + name + ": " + change.alias
                        + " was changed at this moment; look again with registry show");
            }
            return common.print(model);
        }
    }

    /** Goes back. */
    @Command(name = "rollback", description = "Makes an alias point to what it pointed to before.")
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
