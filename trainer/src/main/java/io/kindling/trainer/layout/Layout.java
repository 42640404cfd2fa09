package io.kindling.trainer.layout;

import io.kindling.trainer.error.ConfigurationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Maps names to slices of one {@code float[]}. The slices are contiguous, in the order of the layers. */
public final class Layout {
    private final List<Slice> slices;
    private final Map<String, Slice> byName;
    private final int length;

    private Layout(List<Slice> slices, int length) {
        this.slices = List.copyOf(slices);
        this.length = length;
        this.byName = new HashMap<>();
        for (Slice slice : slices) {
            if (byName.put(slice.name(), slice) != null) {
                throw new IllegalArgumentException("Invalid layout: duplicate slice " + slice.name());
            }
        }
    }

    /** Creates a layout with the slots in order. */
    public static Layout of(List<Slot> slots) {
        List<Slice> slices = new ArrayList<>();
        long offset = 0;
        for (Slot slot : slots) {
            long size = Dimensions.product(slot.dimensions());
            if (size > Dimensions.MAX_VALUES - offset) {
                throw new ConfigurationException("Invalid network: " + slot.name() + " has shape "
                        + slot.dimensions() + ", after " + offset + " values (one array holds at most "
                        + Dimensions.MAX_VALUES + "; make the layer smaller)");
            }
            slices.add(new Slice(slot.name(), slot.dimensions(), (int) offset, (int) size, slot.role()));
            offset += size;
        }
        return new Layout(slices, (int) offset);
    }

    public List<Slice> slices() {
        return slices;
    }

    /** Length of the flat array. */
    public int length() {
        return length;
    }

    /**
     * Returns the slice with a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Slice slice(String name) {
        Slice slice = byName.get(name);
        if (slice == null) {
            throw new IllegalArgumentException("Cannot find slice: " + name + "; there are " + byName.keySet());
        }
        return slice;
    }
}
