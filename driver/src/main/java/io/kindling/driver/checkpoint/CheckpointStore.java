package io.kindling.driver.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.format.SafeTensors;
import io.kindling.trainer.format.Tensor;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.StateDict;
import io.kindling.trainer.training.TrainingState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The checkpoints of a run. Each is a folder with a unique name and these files: {@code model.safetensors}, one {@code
 * slot} file per optimizer slot, {@code best.safetensors} if early stopping has a best model, {@code metrics.jsonl},
 * {@code iterations.jsonl}, {@code state.json}, and the manifest, which is written last.
 */
public final class CheckpointStore {
    /** Name of the folder in the run folder. */
    public static final String FOLDER = "checkpoints";

    private static final String MODEL = "model.safetensors";
    private static final String BEST = "best.safetensors";
    private static final String STATE = "state.json";
    private static final String EPOCHS = "metrics.jsonl";
    private static final String ITERATIONS = "iterations.jsonl";
    private static final Pattern NAME = Pattern.compile("iteration-[0-9]{12}-[0-9a-f]{8}");
    private static final Map<String, String> PRODUCER = Map.of("producer", "kindling");

    private final Folder folder;
    private final RunIdentity identity;
    private final Network network;
    private final List<String> slots;
    private final StateFormat format;

    /**
     * Creates a store for the checkpoints of one run.
     *
     * @param folder folder of the checkpoints; need not exist
     * @param identity identity of the run
     * @param slots names of the optimizer slots, in order
     * @param metrics metrics of the epoch reports
     */
    public CheckpointStore(
            Folder folder, RunIdentity identity, Network network, List<String> slots, List<Metric> metrics) {
        this.folder = folder;
        this.identity = identity;
        this.network = network;
        this.slots = List.copyOf(slots);
        this.format = new StateFormat(metrics, network.output().size());
    }

    /** Full path of the folder. */
    public String location() {
        return folder.location();
    }

    /** Names of all checkpoints, newest first, including damaged and incomplete ones. */
    public List<String> names() {
        return folder.names().stream()
                .filter(name -> NAME.matcher(name).matches())
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /**
     * Writes a checkpoint and returns its name.
     *
     * @throws StorageException if the checkpoint could not be written completely; its files are removed to free space
     */
    public String write(Checkpoint checkpoint) {
        String name = String.format(
                Locale.ROOT,
                "iteration-%012d-%s",
                checkpoint.state().iteration(),
                UUID.randomUUID().toString().substring(0, 8));
        try {
            write(checkpoint, folder.folder(name));
            return name;
        } catch (RuntimeException | Error e) {
            discard(name, e);
            throw e;
        }
    }

    private void discard(String name, Throwable why) {
        try {
            delete(name);
        } catch (RuntimeException | Error e) {
            why.addSuppressed(e);
        }
    }

    private void write(Checkpoint checkpoint, Folder target) {
        TrainingState state = checkpoint.state();
        List<Manifest.Entry> files = new ArrayList<>();
        files.add(write(target, MODEL, StateDict.tensors(network, state.model())));
        for (int i = 0; i < slots.size(); i++) {
            List<Tensor> tensors = StateDict.tensors(network.parameters(), state.slots()[i]);
            files.add(write(target, slotFile(i), tensors));
        }
        if (state.stopping().bestModel() != null) {
            files.add(write(
                    target, BEST, StateDict.tensors(network, state.stopping().bestModel())));
        }
        files.add(writeLines(target, EPOCHS, checkpoint.history().epochs()));
        files.add(writeLines(target, ITERATIONS, checkpoint.history().iterations()));
        byte[] json = ConfigText.json(describe(checkpoint)).getBytes(StandardCharsets.UTF_8);
        files.add(target.write(STATE, out -> out.write(json)));
        ManifestFile.write(target, new Manifest(Manifest.FORMAT, files));
    }

    private static Manifest.Entry write(Folder target, String name, List<Tensor> tensors) {
        return target.write(name, out -> SafeTensors.write(out, tensors, PRODUCER));
    }

    private static Manifest.Entry writeLines(Folder target, String name, List<String> lines) {
        byte[] bytes = String.join("", lines).getBytes(StandardCharsets.UTF_8);
        return target.write(name, out -> out.write(bytes));
    }

    private static List<String> readLines(Folder source, Manifest manifest, String name) {
        return new String(ManifestFile.verified(source, manifest, name), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line + "\n")
                .toList();
    }

    private String slotFile(int slot) {
        return "slot-" + slots.get(slot) + ".safetensors";
    }

    private ObjectNode describe(Checkpoint checkpoint) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("state", format.json(checkpoint.state()));
        json.putObject("data")
                .put("train", checkpoint.data().train())
                .put("validation", checkpoint.data().validation());
        json.set("configuration", identity.json());
        json.put("configurationSha256", identity.digest());
        return json;
    }

    /**
     * Reads a checkpoint.
     *
     * @throws StorageException if the checkpoint is damaged or incomplete
     * @throws ConfigurationException if the checkpoint is complete but of another run
     */
    public Checkpoint read(String name) {
        Folder source = folder.folder(name);
        Manifest manifest = ManifestFile.read(source, "checkpoint");
        String place = source.location() + "/" + STATE;
        ObjectNode json = ManifestFile.tree(ManifestFile.verified(source, manifest, STATE), place);
        if (!(json.get("configuration") instanceof ObjectNode stored)) {
            throw new StorageException("Cannot read " + place + ": it has no configuration");
        }
        identity.requireSame(RunIdentity.stored(stored), source.location());
        ModelState model = model(source, manifest, MODEL);
        float[][] arrays = new float[slots.size()][];
        for (int i = 0; i < arrays.length; i++) {
            Map<String, Tensor> tensors = tensors(source, manifest, slotFile(i));
            arrays[i] = StateDict.values(network.parameters(), tensors, source.location() + "/" + slotFile(i));
        }
        ModelState best = format.hasBestModel(json.path("state"), place) ? model(source, manifest, BEST) : null;
        History history = new History(readLines(source, manifest, EPOCHS), readLines(source, manifest, ITERATIONS));
        JsonNode data = json.path("data");
        return new Checkpoint(
                format.state(json.path("state"), model, arrays, best, place),
                history,
                new DataDigests(
                        data.path("train").asText(), data.path("validation").asText()));
    }

    private ModelState model(Folder source, Manifest manifest, String file) {
        return StateDict.model(network, tensors(source, manifest, file), source.location() + "/" + file);
    }

    private static Map<String, Tensor> tensors(Folder source, Manifest manifest, String file) {
        return SafeTensors.read(ManifestFile.verified(source, manifest, file), source.location() + "/" + file);
    }

    /** Removes a checkpoint, starting with its manifest. */
    public void delete(String name) {
        folder.folder(name).delete(Manifest.FILE);
        folder.delete(name);
    }
}
