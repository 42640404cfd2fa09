package io.kindling.trainer.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.trainer.layer.BatchNorm1d;
import io.kindling.trainer.layer.BatchNorm2d;
import io.kindling.trainer.layer.BoundLayer;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Moments;
import io.kindling.trainer.layer.Pass;
import io.kindling.trainer.layer.Workspace;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The kind batch_norm_shards of the family data_parallel: merged moments of shards equal the moments of the whole
 * batch.
 */
final class BatchNormShardCases {
    private static final double RTOL = 2e-5;
    private static final double ATOL = 2e-6;
    private static final double NORM_RTOL = 5e-5;

    private BatchNormShardCases() {}

    static Map<String, Consumer<GoldenCase>> kinds() {
        return Map.of("batch_norm_shards", BatchNormShardCases::check);
    }

    private static void check(GoldenCase golden) {
        int[] shape = golden.shape("x");
        JsonNode reduced = LayerCases.required(golden, "reduced_axes");
        if (reduced.size() != shape.length - 1
                || IntStream.range(0, reduced.size())
                        .anyMatch(i -> reduced.get(i).asInt() == 1)) {
            throw new AssertionError("Only all axes but the channels can be reduced, not " + reduced);
        }
        Shape input = LayerCases.channelsFirst(shape);
        Options options = Options.of(golden, "shard_sizes", "momentum", "eps", "reduced_axes");
        double eps = options.number("eps", 1e-5);
        double momentum = options.number("momentum", 0.1);
        LayerSpec spec =
                input instanceof Image ? new BatchNorm2d(eps, momentum, true) : new BatchNorm1d(eps, momentum, true);
        int[] sizes = LayerCases.axes(golden, "shard_sizes");
        Moments merged = new Moments(shape[1]);
        int from = 0;
        for (int shard = 0; shard < sizes.length; shard++) {
            merged.merge(run(golden, spec, input, "shard" + shard, from, from + sizes[shard]));
            from += sizes[shard];
        }
        run(golden, spec, input, "union", 0, shape[0]);
        checkStatistics(golden, new BoundLayer(spec, input), "union", merged);
    }

    /** One pass over the rows {@code from .. to}, compared with the tensors of the group. */
    private static Moments run(GoldenCase golden, LayerSpec spec, Shape input, String group, int from, int to) {
        BoundLayer bound = new BoundLayer(spec, input);
        LayerCases.putParameters(golden, bound);
        float[] x = Arrays.copyOfRange(golden.floats("x"), from * input.size(), to * input.size());
        float[] dy = Arrays.copyOfRange(golden.floats("dy"), from * input.size(), to * input.size());
        Moments moments = bound.newMoments();
        Pass pass = bound.training(new float[bound.parameters().length], moments, 0, new Workspace());
        float[] y = bound.forward(pass, x, to - from);
        float[] dx = bound.backward(pass, x, y, dy, to - from);
        golden.check(group + "/y", y, NORM_RTOL, ATOL + 4 * golden.noise(group + "/y"));
        golden.check(group + "/dx", dx, NORM_RTOL, ATOL + 4 * golden.noise(group + "/dx"));
        checkStatistics(golden, bound, group, moments);
        return moments;
    }

    private static void checkStatistics(GoldenCase golden, BoundLayer bound, String group, Moments moments) {
        double atol = ATOL + 30 * shardMeanNoise(golden);
        golden.check(group + "/count", new double[] {moments.count(0)}, 0, 0);
        golden.check(group + "/mean", perChannel(moments, moments::mean), RTOL, atol);
        golden.check(group + "/var_biased", perChannel(moments, c -> moments.m2(c) / moments.count(c)), RTOL, atol);
        golden.check(
                group + "/var_unbiased", perChannel(moments, c -> moments.m2(c) / (moments.count(c) - 1)), RTOL, atol);
        bound.updateBuffers(moments);
        for (String name : new String[] {"running_mean", "running_var"}) {
            float[] got = LayerCases.values(bound.bufferLayout().slice(name), bound.buffers());
            golden.check(group + "/" + name + "_after", got, RTOL, atol);
        }
    }

    private static double[] perChannel(Moments moments, IntToDoubleFunction value) {
        return IntStream.range(0, moments.channels()).mapToDouble(value).toArray();
    }

    private static double shardMeanNoise(GoldenCase golden) {
        double largest = 0;
        for (int shard = 0; golden.has("shard" + shard); shard++) {
            largest = Math.max(largest, golden.noise("shard" + shard + "/mean"));
        }
        return largest;
    }
}
