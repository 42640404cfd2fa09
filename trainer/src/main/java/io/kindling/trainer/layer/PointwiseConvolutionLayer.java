package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.math.Gemm.Operand;
import java.util.Arrays;

/** Runtime of a convolution with one tap, stride 1 and no padding: a matrix product with the input array. */
record PointwiseConvolutionLayer(Patches patches, int outChannels, Slice weight, Slice bias) implements Layer {

    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        float[] parameters = pass.parameters();
        int in = patches.channelsPerGroup();
        int out = outChannels / patches.groups();
        int plane = patches.inputPlane();
        if (bias != null) {
            for (int i = 0; i < n * outChannels; i++) {
                Arrays.fill(y, i * plane, (i + 1) * plane, parameters[bias.offset() + i % outChannels]);
            }
        }
        for (int i = 0; i < n * patches.groups(); i++) {
            int weights = weight.offset() + i % patches.groups() * out * in;
            pass.gemm()
                    .multiply(
                            Operand.PLAIN,
                            Operand.PLAIN,
                            out,
                            plane,
                            in,
                            1f,
                            parameters,
                            weights,
                            in,
                            x,
                            i * in * plane,
                            plane,
                            bias == null ? 0f : 1f,
                            y,
                            i * out * plane,
                            plane);
        }
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        int in = patches.channelsPerGroup();
        int out = outChannels / patches.groups();
        int plane = patches.inputPlane();
        if (bias != null) {
            ConvolutionLayer.addBiasGradient(dy, n, outChannels, plane, pass.gradient(), bias);
        }
        for (int i = 0; i < n * patches.groups(); i++) {
            int weights = weight.offset() + i % patches.groups() * out * in;
            pass.gemm()
                    .multiply(
                            Operand.PLAIN,
                            Operand.TRANSPOSED,
                            out,
                            in,
                            plane,
                            1f,
                            dy,
                            i * out * plane,
                            plane,
                            x,
                            i * in * plane,
                            plane,
                            1f,
                            pass.gradient(),
                            weights,
                            in);
            if (dx != null) {
                pass.gemm()
                        .multiply(
                                Operand.TRANSPOSED,
                                Operand.PLAIN,
                                in,
                                plane,
                                out,
                                1f,
                                pass.parameters(),
                                weights,
                                in,
                                dy,
                                i * out * plane,
                                plane,
                                0f,
                                dx,
                                i * in * plane,
                                plane);
            }
        }
    }
}
