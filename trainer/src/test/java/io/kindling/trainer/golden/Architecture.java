package io.kindling.trainer.golden;

import io.kindling.trainer.initializer.FanInUniform;
import io.kindling.trainer.initializer.KaimingUniform;
import io.kindling.trainer.layer.AvgPool2d;
import io.kindling.trainer.layer.BatchNorm1d;
import io.kindling.trainer.layer.BatchNorm2d;
import io.kindling.trainer.layer.Conv2d;
import io.kindling.trainer.layer.Extent2;
import io.kindling.trainer.layer.Flatten;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.MaxPool2d;
import io.kindling.trainer.layer.Window2d;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The layers of a network in a reference case, and the parameter names of the case. */
final class Architecture {
    private static final Pattern WORD = Pattern.compile("(\\w+)(?:\\(([^)]*)\\))?");

    private final GoldenCase golden;
    private final String group;
    private final String text;
    private final double eps;
    private final double momentum;
    /** Reference name of each named layer, by number. */
    private final Map<String, String> names = new HashMap<>();

    /**
     * Creates the architecture of a case.
     *
     * @param group group with the parameters of the case, whose shapes give the layer sizes
     * @param text such as {@code linear(fc1) tanh linear(fc2)}
     * @param eps eps of batch normalization, as is {@code momentum}
     */
    Architecture(GoldenCase golden, String group, String text, double eps, double momentum) {
        this.golden = golden;
        this.group = group;
        this.text = text;
        this.eps = eps;
        this.momentum = momentum;
    }

    /**
     * Reads {@code linear(fc1) bn(bn1) relu conv2d(conv, 3x3, pad 1) maxpool(2x2) flatten}; sizes are those of the
     * weights.
     */
    List<LayerSpec> layers() {
        List<LayerSpec> layers = new ArrayList<>();
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            List<String> arguments =
                    words.group(2) == null ? List.of() : List.of(words.group(2).split("\\s*,\\s*", -1));
            layers.add(layer(words.group(1), arguments, Integer.toString(layers.size())));
        }
        return layers;
    }

    private LayerSpec layer(String word, List<String> arguments, String number) {
        switch (word) {
            case "linear" -> {
                String name = named(number, arguments);
                int out = golden.shape(group + "/" + name + ".weight")[0];
                return new Linear(out, hasBias(name), new KaimingUniform(), new FanInUniform());
            }
            case "conv2d" -> {
                String name = named(number, arguments);
                int[] weight = golden.shape(group + "/" + name + ".weight");
                return new Conv2d(
                        weight[0],
                        new Window2d(
                                new Extent2(weight[2], weight[3]),
                                new Extent2(option(arguments, "stride", 1)),
                                new Extent2(option(arguments, "pad", 0)),
                                new Extent2(option(arguments, "dilation", 1))),
                        option(arguments, "groups", 1),
                        hasBias(name),
                        new KaimingUniform(),
                        new FanInUniform());
            }
            case "bn", "bn1d" -> {
                return new BatchNorm1d(eps, momentum, affine(named(number, arguments)));
            }
            case "bn2d" -> {
                return new BatchNorm2d(eps, momentum, affine(named(number, arguments)));
            }
            case "maxpool" -> {
                return new MaxPool2d(window(arguments.get(0)));
            }
            case "avgpool" -> {
                return new AvgPool2d(window(arguments.get(0)));
            }
            case "flatten" -> {
                return new Flatten();
            }
            default -> {
                return activation(word);
            }
        }
    }

    private String named(String number, List<String> arguments) {
        names.put(number, arguments.get(0));
        return arguments.get(0);
    }

    private boolean hasBias(String name) {
        return golden.has(group + "/" + name + ".bias");
    }

    private boolean affine(String name) {
        return golden.has(group + "/" + name + ".weight");
    }

    /** The number in an argument such as {@code pad 1}. */
    private static int option(List<String> arguments, String key, int absent) {
        for (String argument : arguments) {
            if (argument.startsWith(key + " ")) {
                return Integer.parseInt(argument.substring(key.length() + 1).trim());
            }
        }
        return absent;
    }

    private static Extent2 window(String text) {
        String[] axes = text.split("x", -1);
        return new Extent2(Integer.parseInt(axes[0].trim()), Integer.parseInt(axes[axes.length - 1].trim()));
    }

    /** An activation by its name, with its defaults: {@code leaky_relu} is the record LeakyRelu. */
    private static LayerSpec activation(String word) {
        StringBuilder record = new StringBuilder();
        for (String part : word.split("_", -1)) {
            record.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
        }
        try {
            Class<?> type = Class.forName(LayerSpec.class.getPackageName() + "." + record);
            return (LayerSpec) type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Unknown layer: " + word, e);
        }
    }

    /** Copies the tensors of a group to the parameters of the network. */
    void put(String tensors, Layout layout, float[] into) {
        for (Slice slice : layout.slices()) {
            float[] values = golden.floats(tensors + "/" + name(slice));
            if (values.length != slice.length()) {
                throw new AssertionError(name(slice) + " has " + values.length + " values, not " + slice.length());
            }
            System.arraycopy(values, 0, into, slice.offset(), slice.length());
        }
    }

    /** {@code 0.weight} is {@code fc1.weight} in the reference. */
    String name(Slice slice) {
        int dot = slice.name().indexOf('.');
        return names.get(slice.name().substring(0, dot)) + slice.name().substring(dot);
    }
}
