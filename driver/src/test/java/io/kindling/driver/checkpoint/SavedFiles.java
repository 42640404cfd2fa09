package io.kindling.driver.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.layer.BatchNorm1d;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.schedule.ScheduleState;
import io.kindling.trainer.training.BatchingConfig;
import io.kindling.trainer.training.EarlyStopping;
import io.kindling.trainer.training.TrainingState;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A generated training state and a store for it, on a local disk without Hadoop's checksums, so that only Kindling's
 * checksums detect damage.
 */
final class SavedFiles {
    static final List<String> SLOTS = List.of("adam.m", "adam.v");
    static final List<Metric> METRICS = Metric.defaults(new CrossEntropy().task());
    static final DataDigests DATA = new DataDigests("abc", "def");
    static final NetworkSpec SPEC =
            new NetworkSpec(new Features(5), List.of(new Linear(4), new BatchNorm1d(), new Relu(), new Linear(3)));
    static final Network NETWORK = Network.of(SPEC);

    private SavedFiles() {}

    static Folder folder(Path path) {
        Configuration hadoop = new Configuration();
        hadoop.setClass("fs.file.impl", RawLocalFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
        hadoop.setBoolean("fs.file.impl.disable.cache", true);
        return Folder.of(path.toUri().toString(), hadoop);
    }

    static CheckpointStore store(Folder folder) {
        return store(folder, 1);
    }

    /** The store of a training with this seed. */
    static CheckpointStore store(Folder folder, long seed) {
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        configuration.putObject("data").put("order", "content");
        configuration.putObject("training").put("seed", seed);
        return new CheckpointStore(
                folder, RunIdentity.of(configuration, new BatchingConfig()), NETWORK, SLOTS, METRICS);
    }

    /** The state after the given number of iterations, 10 per epoch, with random numbers. */
    static Checkpoint checkpoint(int iteration) {
        Random random = new Random(iteration);
        MetricSums sums = new MetricSums(METRICS, 3);
        for (int i = 0; i < sums.sums().length; i++) {
            sums.sums()[i] = random.nextGaussian() * 1e-300;
        }
        TrainingState state = new TrainingState(
                model(random),
                new float[][] {
                    floats(NETWORK.parameters().length(), random),
                    floats(NETWORK.parameters().length(), random)
                },
                new BatchPosition(iteration / 10, iteration % 10, iteration),
                sums,
                new ScheduleState(0.1, Double.NaN, 2, 1),
                new EarlyStopping.Progress(random.nextDouble(), 0, 1, iteration < 10 ? null : model(random)));
        return new Checkpoint(
                state,
                new History(List.of("{\"epoch\":1}\n", "{\"epoch\":2}\n"), List.of("{\"iteration\":1}\n")),
                DATA);
    }

    private static ModelState model(Random random) {
        return new ModelState(
                floats(NETWORK.parameters().length(), random),
                floats(NETWORK.buffers().length(), random));
    }

    private static float[] floats(int length, Random random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
