package io.kindling.driver.wire;

import com.esotericsoftware.kryo.Kryo;
import io.kindling.driver.data.ShardBlock;
import io.kindling.driver.data.order.Example;
import io.kindling.driver.data.order.Piece;
import io.kindling.driver.data.row.EncodedBatch;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.sample.Survey;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.FeatureStatistics;
import io.kindling.trainer.network.ModelState;
import org.apache.spark.serializer.KryoRegistrator;

/** Everything that crosses the wire, with serializers that copy arrays in bulk; for {@code spark.kryo.registrator} with {@code spark.kryo.registrationRequired=true}. */
public final class KindlingRegistrator implements KryoRegistrator {

    @Override
    public void registerClasses(Kryo kryo) {
        SqlTypes.register(kryo);
        kryo.register(Block.class, new BlockSerializer());
        kryo.register(ShardBlock.class, new ShardBlockSerializer());
        kryo.register(Rejections.class, new RejectionsSerializer());
        kryo.register(EncodedBatch.class, new EncodedBatchSerializer());
        kryo.register(FeatureStatistics.class, new FeatureStatisticsSerializer());
        kryo.register(Survey.class, new SurveySerializer());
        kryo.register(Example.class, new ExampleSerializer());
        kryo.register(ModelState.class, new ModelStateSerializer());
        kryo.register(GradientMessage.class, new GradientMessageSerializer());
        kryo.register(GradientResult.class, new GradientResultSerializer());
        kryo.register(GradientResult[].class);
        kryo.register(Description.class, new DescriptionSerializer());
        kryo.register(MetricMessage.class, new MetricMessageSerializer());
        kryo.register(MetricMessage[].class);
        kryo.register(MetricMessage[][].class);
        kryo.register(Piece.class, new PieceSerializer());
    }
}
