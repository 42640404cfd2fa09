package io.kindling.trainer.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.RowRange;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.gradient.ShardTree;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.loss.ElementwiseLoss;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.math.JavaGemm;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.random.Permutation;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The kind data_parallel_gradient of the family data_parallel: merged sums of uneven shards, divided once, equal the
 * mean of the whole batch.
 */
final class GradientShardCases {
    private static final double RTOL = 1e-5;
    private static final double ATOL = 1e-7;
    private static final List<String> OWN_OPTIONS = List.of("layers", "sizes", "loss", "shard_sizes");

    private final GoldenCase golden;
    private final Architecture architecture;
    private final Network network;
    private final ModelState model;
    private final LossFunction loss;
    private final ShardComputation computation;

    private GradientShardCases(GoldenCase golden) {
        this.golden = golden;
        String layers = LayerCases.required(golden, "layers").asText();
        this.architecture = new Architecture(golden, "params", layers, 1e-5, 0.1);
        this.network = Network.of(new NetworkSpec(LayerCases.channelsFirst(golden.shape("x")), architecture.layers()));
        this.model = network.initialize(0);
        architecture.put("params", network.parameters(), model.parameters());
        this.loss = loss();
        this.computation = new ShardComputation(network, loss, List.of(), new JavaGemm());
    }

    static Map<String, Consumer<GoldenCase>> kinds() {
        return Map.of("data_parallel_gradient", golden -> new GradientShardCases(golden).check());
    }

    /** The loss of the case; options without a value are defaults. */
    private LossFunction loss() {
        ObjectNode options = golden.attrs().deepCopy();
        String kind = LayerCases.required(golden, "loss").asText();
        options.remove(OWN_OPTIONS);
        golden.attrs().fieldNames().forEachRemaining(name -> {
            JsonNode value = options.path(name);
            if (value.isNull()) {
                options.remove(name);
            }
        });
        return LossCases.named(kind, golden.withAttrs(options));
    }

    private void check() {
        int rows = golden.shape("x")[0];
        int[] sizes = LayerCases.axes(golden, "shard_sizes");
        if (Arrays.stream(sizes).sum() != rows) {
            throw new AssertionError("The shards " + Arrays.toString(sizes) + " are not " + rows + " rows");
        }
        GradientShard full = shard(0, rows);
        compare("full", full);
        double weightOfRow = loss instanceof ElementwiseLoss ? full.divisor() / rows : 1;
        double[] weights = new double[sizes.length];
        ShardTree tree = new ShardTree(sizes.length);
        int from = 0;
        for (int i = 0; i < sizes.length; i++) {
            GradientShard shard = sizes[i] == 0 ? null : shard(from, from + sizes[i]);
            if (shard != null) {
                compare("shard" + i, shard);
                weights[i] = shard.divisor() / weightOfRow;
            }
            tree.add(i, shard);
            from += sizes[i];
        }
        golden.check("shard_weight", weights, RTOL, ATOL);
        compare("merged", tree.root());
    }

    private GradientShard shard(int from, int to) {
        int n = to - from;
        int features = network.spec().input().size();
        int targetColumns = loss.targetColumns(network.output().size());
        Block block = new Block(
                n,
                features,
                targetColumns,
                Arrays.copyOfRange(golden.floats("x"), from * features, to * features),
                Arrays.copyOfRange(golden.floats("target"), from * targetColumns, to * targetColumns),
                null);
        RandomStream random = RandomStream.of(0, Purpose.DROPOUT);
        return computation.gradient(model, block, new RowRange(new Permutation(random, n), 0, n), random, 0);
    }

    /** Compares the means with those of a group; with total weight 0, the expected gradient is 0. */
    private void compare(String group, GradientShard sums) {
        double divisor = sums.divisor() == 0 ? 1 : sums.divisor();
        golden.check(group + "/loss", new double[] {sums.lossSum() / divisor}, RTOL, atol(group + "/loss"));
        for (Slice slice : network.parameters().slices()) {
            double[] mean = new double[slice.length()];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = sums.gradientSum()[slice.offset() + i] / divisor;
            }
            String path = group + "/grads/" + architecture.name(slice);
            golden.check(path, mean, RTOL, atol(path));
        }
    }

    private double atol(String path) {
        return ATOL + 4 * golden.noise(path);
    }
}
