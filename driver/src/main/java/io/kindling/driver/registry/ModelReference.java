package io.kindling.driver.registry;

import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.ConfigurationException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * A reference to a version of a model in a registry: {@code digits@champion}, {@code digits@7}, or with the folder of
 * the registry, {@code hdfs:///models/digits@champion}.
 *
 * @param folder of the registry
 * @param model its name
 * @param target an alias, or the number of a version
 */
public record ModelReference(String folder, String model, String target) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Pattern REFERENCE = Pattern.compile("(?:(.*)/)?(" + NAME + ")@(" + NAME + ")");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    /**
     * Parses a reference. Returns empty if the text is not a reference, such as a path.
     *
     * @param folder of the registry if the text names none
     */
    public static Optional<ModelReference> parse(String text, String folder) {
        Matcher parts = REFERENCE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String given = parts.group(1) == null ? folder : parts.group(1).isEmpty() ? "/" : parts.group(1);
        return Optional.of(new ModelReference(given, parts.group(2), parts.group(3)));
    }

    /**
     * Checks the name of a model or an alias, which is the name of a folder.
     *
     * @throws ConfigurationException naming it
     */
    public static String requireName(String what, String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new ConfigurationException(
                    "Invalid " + what + ": " + name + " (letters, digits, '.', '_' and '-' only, no '.' first)");
        }
        return name;
    }

    /** Returns a reference to another version of the same model, by number. */
    public ModelReference at(int version) {
        return new ModelReference(folder, model, Integer.toString(version));
    }

    /** Returns the reference with its registry folder, as {@link #parse} reads it. */
    public String text() {
        return folder + "/" + model + "@" + target;
    }

    /** Returns the model of this reference. */
    public RegisteredModel registered(Configuration hadoop) {
        return RegisteredModel.of(folder, model, hadoop);
    }

    /** Resolves the version. Returns empty if the alias does not point to a version yet. */
    public Optional<ModelVersion> find(Configuration hadoop) {
        RegisteredModel registered = registered(hadoop);
        if (NUMBER.matcher(target).matches()) {
            return Optional.of(registered.version(Integer.parseInt(target)));
        }
        return registered.alias(target).current().map(entry -> registered.version(entry.version()));
    }

    /**
     * Resolves the version.
     *
     * @throws ConfigurationException if there is none
     */
    public ModelVersion require(Configuration hadoop) {
        return find(hadoop)
                .orElseThrow(() -> new ConfigurationException(
                        "Cannot find model: " + this + "; " + registered(hadoop).location() + " has no such alias"));
    }

    /** Returns the folder of a reference's version, or of a plain path. */
    public static Folder folder(String text, String registry, Configuration hadoop) {
        return parse(text, registry)
                .map(reference -> reference
                        .registered(hadoop)
                        .folderOf(reference.require(hadoop).version()))
                .orElseGet(() -> Folder.of(text, hadoop));
    }

    @Override
    public String toString() {
        return model + "@" + target + " of " + folder;
    }
}
