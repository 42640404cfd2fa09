package io.kindling.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.SafeTensors;
import io.kindling.trainer.format.Tensor;
import io.kindling.trainer.layer.BatchNorm1d;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layout.Features;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InitialStateTest {
    private static final Network NETWORK =
            Network.of(new NetworkSpec(new Features(2), List.of(new Linear(3), new BatchNorm1d())));

    private static Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        StateDict.tensors(NETWORK, NETWORK.initialize(4)).forEach(tensor -> tensors.put(tensor.name(), tensor));
        return tensors;
    }

    private static Tensor tensor(String name, List<Integer> dimensions, float... values) {
        return new Tensor(name, dimensions, values, 0, values.length);
    }

    @Test
    void matchingTensorsAreLoaded() {
        Map<String, Tensor> tensors = tensors();
        tensors.put("1.num_batches_tracked", tensor("1.num_batches_tracked", List.of(), 7f));
        ModelState model = InitialState.of(NETWORK, tensors, "x.safetensors");
        assertThat(model.parameters()).isEqualTo(NETWORK.initialize(4).parameters());
        assertThat(model.buffers()).isEqualTo(NETWORK.initialize(4).buffers());
    }

    @Test
    void allMismatchesAreNamed() {
        Map<String, Tensor> tensors = tensors();
        tensors.remove("0.bias");
        tensors.remove("1.running_var");
        tensors.put("0.weight", tensor("0.weight", List.of(2, 3), new float[6]));
        tensors.put("1.weight", tensor("1.weight", List.of(3), 1, Float.NaN, 1));
        tensors.put("head.weight", tensor("head.weight", List.of(1), 1));
        assertThatThrownBy(() -> InitialState.of(NETWORK, tensors, "x.safetensors"))
                .isInstanceOf(StorageException.class)
                .hasMessage("Cannot start from x.safetensors: it does not fit the network; missing: 0.bias [3], "
                        + "1.running_var [3]; unexpected: head.weight; wrong shapes: 0.weight [2, 3], expected "
                        + "[3, 2]; not finite: 1.weight");
    }

    /** Tensors of several types, as written by safetensors.torch.save_file, including the batch normalization counter. */
    @Test
    void numbersOfOtherTypesBecomeFloats() {
        String header = "{\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                + "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]},"
                + "\"h\":{\"dtype\":\"F16\",\"shape\":[5],\"data_offsets\":[16,26]},"
                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[26,30]}}";
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + 30).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json).putDouble(0.1).putLong(12);
        for (int half : new int[] {0x3c00, 0xc100, 0x0001, 0x7bff, 0x7c00}) {
            file.putShort((short) half);
        }
        file.putShort((short) 0x3f80).putShort((short) 0xc0a0);
        Map<String, Tensor> read = SafeTensors.read(file.array(), "x");
        assertThat(read.get("d").values()).containsExactly(0.1f);
        assertThat(read.get("n").values()).containsExactly(12f);
        assertThat(read.get("n").dimensions()).isEmpty();
        assertThat(read.get("h").values()).containsExactly(1f, -2.5f, 0x1p-24f, 65504f, Float.POSITIVE_INFINITY);
        assertThat(read.get("b").values()).containsExactly(1f, -5f);
    }
}
