package io.kindling.trainer.network;

import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Tensor;
import io.kindling.trainer.layout.Slice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Creates an initial model from named tensors, which another framework may have written. All tensors must match the
 * network, like in PyTorch's {@code load_state_dict} with {@code strict=True}; the error lists all mismatches.
 * {@code num_batches_tracked}, an unused counter of PyTorch's batch normalization, is ignored.
 */
public final class InitialState {
    private static final String COUNTER = "num_batches_tracked";

    private InitialState() {}

    /**
     * Creates a model. The values are copied.
     *
     * @param source origin of the tensors, for messages
     * @throws StorageException if tensors are missing, unexpected, of another shape or not finite; the message lists
     *     all of them
     */
    public static ModelState of(Network network, Map<String, Tensor> tensors, String source) {
        Map<String, Tensor> given = new LinkedHashMap<>(tensors);
        given.keySet().removeIf(name -> name.equals(COUNTER) || name.endsWith("." + COUNTER));
        List<String> problems = problems(network, given);
        if (!problems.isEmpty()) {
            throw new StorageException(
                    "Cannot start from " + source + ": it does not fit the network; " + String.join("; ", problems));
        }
        return StateDict.model(network, given, source);
    }

    private static List<String> problems(Network network, Map<String, Tensor> given) {
        List<String> missing = new ArrayList<>();
        List<String> shapes = new ArrayList<>();
        List<String> notFinite = new ArrayList<>();
        List<String> unexpected = new ArrayList<>(given.keySet());
        for (Slice slice : slices(network)) {
            Tensor tensor = given.get(slice.name());
            unexpected.remove(slice.name());
            if (tensor == null) {
                missing.add(slice.name() + " " + slice.dimensions());
            } else if (!tensor.dimensions().equals(slice.dimensions())) {
                shapes.add(slice.name() + " " + tensor.dimensions() + ", expected " + slice.dimensions());
            } else if (!isFinite(tensor)) {
                notFinite.add(slice.name());
            }
        }
        List<String> problems = new ArrayList<>();
        add(problems, "missing: ", missing);
        add(problems, "unexpected: ", unexpected);
        add(problems, "wrong shapes: ", shapes);
        add(problems, "not finite: ", notFinite);
        return problems;
    }

    private static List<Slice> slices(Network network) {
        return Stream.concat(network.parameters().slices().stream(), network.buffers().slices().stream())
                .toList();
    }

    private static boolean isFinite(Tensor tensor) {
        for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) {
            if (!Float.isFinite(tensor.values()[i])) {
                return false;
            }
        }
        return true;
    }

    private static void add(List<String> problems, String what, List<String> names) {
        if (!names.isEmpty()) {
            problems.add(what + String.join(", ", names));
        }
    }
}
