package io.kindling.trainer.network;

import io.kindling.trainer.checkpoint.Tensor;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A model as named tensors, under PyTorch's names: the parameters and then the buffers. */
public final class StateDict {
    private StateDict() {}

    /** Views of the model's arrays. */
    public static List<Tensor> tensors(Network network, ModelState model) {
        List<Tensor> tensors = new ArrayList<>();
        addViews(network.parameters(), model.parameters(), tensors);
        addViews(network.buffers(), model.buffers(), tensors);
        return tensors;
    }

    private static void addViews(Layout layout, float[] values, List<Tensor> tensors) {
        for (Slice slice : layout.slices()) {
            tensors.add(new Tensor(slice.name(), slice.dimensions(), values, slice.offset(), slice.length()));
        }
    }

    /**
     * A model of copied values.
     *
     * @param source what the tensors come from, for messages
     * @throws StorageException if a tensor is missing, left over or of another shape
     */
    public static ModelState model(Network network, Map<String, Tensor> tensors, String source) {
        Set<String> unknown = new TreeSet<>(tensors.keySet());
        float[] parameters = collect(network.parameters(), tensors, unknown, source);
        float[] buffers = collect(network.buffers(), tensors, unknown, source);
        if (!unknown.isEmpty()) {
            throw new StorageException(
                    "Cannot load " + source + ": it holds " + unknown + "; the network has no such parameters");
        }
        return new ModelState(parameters, buffers);
    }

    private static float[] collect(Layout layout, Map<String, Tensor> tensors, Set<String> unknown, String source) {
        float[] values = new float[layout.length()];
        for (Slice slice : layout.slices()) {
            Tensor tensor = tensors.get(slice.name());
            if (tensor == null) {
                throw new StorageException("Cannot load " + source + ": it has no " + slice.name()
                        + "; the network needs it in shape " + slice.dimensions());
            }
            if (!tensor.dimensions().equals(slice.dimensions())) {
                throw new StorageException("Cannot load " + source + ": " + slice.name() + " has shape "
                        + tensor.dimensions() + "; the network needs " + slice.dimensions());
            }
            System.arraycopy(tensor.values(), tensor.offset(), values, slice.offset(), slice.length());
            unknown.remove(slice.name());
        }
        return values;
    }
}
