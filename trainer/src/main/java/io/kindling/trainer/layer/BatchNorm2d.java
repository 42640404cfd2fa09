package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slot;
import java.util.List;

/**
 * Batch normalization of each channel of images (N, C, H, W): y = (x - mean) / sqrt(variance + eps) weight + bias
 * (Ioffe and Szegedy, "Batch normalization", 2015).
 *
 * <p>Training normalizes with the mean and the biased variance of each shard ("ghost" batch normalization). The running
 * statistics are updated with the mean and the unbiased variance of the whole batch, pooled over its shards. Evaluation
 * normalizes with the running statistics.
 *
 * @param eps added to the variance; default 1e-5
 * @param momentum weight of the NEW value: running = (1 - momentum) running + momentum value; default 0.1
 * @param affine whether the layer has weight and bias; default true
 */
public record BatchNorm2d(double eps, double momentum, boolean affine) implements LayerSpec {
    public BatchNorm2d {
        Normalization.positiveEps("batchNorm2d.eps", eps);
        Normalization.momentum("batchNorm2d.momentum", momentum);
    }

    public BatchNorm2d() {
        this(1e-5, 0.1, true);
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input instanceof Image) {
            return input;
        }
        throw LayerSpec.cannotApply(this, input, "it requires an image (C, H, W)");
    }

    @Override
    public List<Slot> parameters(Shape input) {
        return Normalization.parameters(List.of(channels(input)), affine);
    }

    @Override
    public List<Slot> buffers(Shape input) {
        return Normalization.runningStatistics(channels(input));
    }

    private static int channels(Shape input) {
        return ((Image) input).channels();
    }

    @Override
    public Layer bind(Binding binding) {
        return new BatchNormLayer(binding, channels(binding.input()), eps, momentum, affine);
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return BatchNormLayer.export(scope, x, channels(scope.input()), eps, affine);
    }
}
