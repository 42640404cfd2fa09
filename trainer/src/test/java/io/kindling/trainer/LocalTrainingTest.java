package io.kindling.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.gradient.GradientSource;
import io.kindling.trainer.gradient.LocalGradientSource;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.optimizer.Adam;
import io.kindling.trainer.optimizer.Optimizer;
import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.regularizer.None;
import io.kindling.trainer.schedule.Constant;
import io.kindling.trainer.training.ScheduleUnit;
import io.kindling.trainer.training.TrainingLoop;
import io.kindling.trainer.training.TrainingState;
import io.kindling.trainer.training.Update;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The example of {@code docs/java.md}, verbatim. */
final class LocalTrainingTest {
    @Test
    void learnsExclusiveOr() {
        int rows = 256;
        float[] features = new float[2 * rows];
        float[] targets = new float[rows];
        Random random = new Random(1);
        for (int i = 0; i < rows; i++) {
            features[2 * i] = random.nextFloat() - 0.5f;
            features[2 * i + 1] = random.nextFloat() - 0.5f;
            targets[i] = features[2 * i] * features[2 * i + 1] > 0 ? 1 : 0;
        }
        Network network =
                Network.of(new NetworkSpec(new Features(2), List.of(new Linear(16), new Relu(), new Linear(2))));
        LossFunction loss = new CrossEntropy();
        List<Metric> metrics = Metric.defaults(loss.task());
        OptimizerSpec adam = new Adam(0.01);
        Optimizer optimizer = new Optimizer(adam, network.parameters());
        Block block = new Block(rows, 2, 1, features, targets, null);
        Supplier<ShardComputation> computation = () ->
                new ShardComputation(network, loss, metrics, Backend.ofThisJvm().gemm());
        GradientSource source =
                new LocalGradientSource(ChunkPlan.of(rows, 32, 1, rows), (chunk, shard) -> block, 1, computation);
        Update update = new Update(network, new None(), optimizer);
        TrainingLoop loop = new TrainingLoop(
                source,
                update,
                new Constant(),
                ScheduleUnit.EPOCH,
                adam.learningRate(),
                Optional.empty(),
                1,
                Optional.empty(),
                List.of());
        TrainingState state = loop.start(network.initialize(1), optimizer.initialSlots(), metrics, 2);
        loop.run(state, 40, () -> false);

        assertThat(computation.get().evaluate(state.model(), block).values().get("accuracy"))
                .isGreaterThan(0.95);
    }
}
