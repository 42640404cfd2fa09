package io.kindling.trainer.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Runs an ONNX file in ONNX Runtime. */
public final class OnnxRun implements AutoCloseable {
    private final OrtSession session;

    public OnnxRun(byte[] model) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        this.session = OrtEnvironment.getEnvironment().createSession(model, options);
    }

    /** Computes one float output for n examples. */
    public float[] floats(String output, String input, List<Integer> dimensions, float[] x, int n) throws OrtException {
        long[] shape = LongStream.concat(LongStream.of(n), dimensions.stream().mapToLong(Integer::longValue))
                .toArray();
        int length = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
        try (OnnxTensor tensor = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(), FloatBuffer.wrap(x, 0, length), shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            OnnxValue value = result.get(output).orElseThrow();
            FloatBuffer buffer = ((OnnxTensor) value).getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return values;
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
