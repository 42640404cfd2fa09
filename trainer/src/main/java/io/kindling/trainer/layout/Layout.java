package io.kindling.trainer.layout;

import io.kindling.trainer.error.ConfigurationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names to ranges of one {@code float[]}: the slices lie one behind another, without gaps, in the order of the layers. */
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
                throw new IllegalArgumentException("Invalid layout: two slices named " + slice.name());
            }
        }
    }

    /** Places the slots one behind another. */
    public static Layout of(List<Slot> slots) {
        List<Slice> slices = new ArrayList<>();
        long offset = 0;
        for (Slot slot : slots) {
            long size = Dimensions.product(slot.dimensions());
            if (size > Dimensions.MAX_VALUES - offset) {
                throw new ConfigurationException("Invalid network: " + slot.name() + " has the shape "
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
     * The slice of that name.
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
