package io.kindling.trainer.network;

import io.kindling.trainer.error.Excerpt;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Tensor;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Converts a model to and from named tensors with PyTorch's names: parameters, then buffers. */
public final class StateDict {
    private StateDict() {}

    /** Returns tensors that are views of the model's arrays. */
    public static List<Tensor> tensors(Network network, ModelState model) {
        List<Tensor> tensors = new ArrayList<>(tensors(network.parameters(), model.parameters()));
        tensors.addAll(tensors(network.buffers(), model.buffers()));
        return tensors;
    }

    /** Returns views of one array with the given layout, such as an optimizer slot. */
    public static List<Tensor> tensors(Layout layout, float[] values) {
        List<Tensor> tensors = new ArrayList<>();
        for (Slice slice : layout.slices()) {
            tensors.add(new Tensor(slice.name(), slice.dimensions(), values, slice.offset(), slice.length()));
        }
        return tensors;
    }

    /**
     * Creates a model. The values are copied.
     *
     * @param source origin of the tensors, for messages
     * @throws StorageException if a tensor is missing, unexpected or of another shape
     */
    public static ModelState model(Network network, Map<String, Tensor> tensors, String source) {
        require(List.of(network.parameters(), network.buffers()), tensors, source);
        return new ModelState(collect(network.parameters(), tensors), collect(network.buffers(), tensors));
    }

    /**
     * Creates one array. The values are copied.
     *
     * @param source origin of the tensors, for messages
     * @throws StorageException if a tensor is missing, unexpected or of another shape
     */
    public static float[] values(Layout layout, Map<String, Tensor> tensors, String source) {
        require(List.of(layout), tensors, source);
        return collect(layout, tensors);
    }

    /** Checks all shapes before any array is allocated. */
    private static void require(List<Layout> layouts, Map<String, Tensor> tensors, String source) {
        Set<String> unknown = new TreeSet<>(tensors.keySet());
        for (Layout layout : layouts) {
            for (Slice slice : layout.slices()) {
                require(slice, tensors.get(slice.name()), source);
                unknown.remove(slice.name());
            }
        }
        if (!unknown.isEmpty()) {
            throw new StorageException("Cannot load " + source + ": unexpected " + Excerpt.of(unknown.toString())
                    + "; the network has no such parameters");
        }
    }

    private static void require(Slice slice, Tensor tensor, String source) {
        if (tensor == null) {
            throw new StorageException("Cannot load " + source + ": missing " + slice.name()
                    + "; the network needs shape " + slice.dimensions());
        }
        if (!tensor.dimensions().equals(slice.dimensions())) {
            throw new StorageException("Cannot load " + source + ": " + slice.name() + " has shape "
                    + tensor.dimensions() + "; the network needs " + slice.dimensions());
        }
    }

    private static float[] collect(Layout layout, Map<String, Tensor> tensors) {
        float[] values = new float[layout.length()];
        for (Slice slice : layout.slices()) {
            Tensor tensor = tensors.get(slice.name());
            System.arraycopy(tensor.values(), tensor.offset(), values, slice.offset(), slice.length());
        }
        return values;
    }
}
