package io.kindling.driver.session;

import com.esotericsoftware.kryo.Kryo;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.data.block.ShardBlockSerializer;
import io.kindling.driver.data.order.KeyedExample;
import io.kindling.driver.data.order.KeyedExampleSerializer;
import io.kindling.driver.data.order.Piece;
import io.kindling.driver.data.order.PieceSerializer;
import io.kindling.driver.data.row.EncodedBatch;
import io.kindling.driver.data.row.EncodedBatchSerializer;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.row.RejectionsSerializer;
import io.kindling.driver.data.sample.Survey;
import io.kindling.driver.data.sample.SurveySerializer;
import io.kindling.driver.serialization.BlockSerializer;
import io.kindling.driver.serialization.Description;
import io.kindling.driver.serialization.DescriptionSerializer;
import io.kindling.driver.serialization.FeatureStatisticsSerializer;
import io.kindling.driver.serialization.ModelStateSerializer;
import io.kindling.driver.training.GradientMessage;
import io.kindling.driver.training.GradientMessageSerializer;
import io.kindling.driver.training.GradientResult;
import io.kindling.driver.training.GradientResultSerializer;
import io.kindling.driver.training.MetricMessage;
import io.kindling.driver.training.MetricMessageSerializer;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.FeatureStatistics;
import io.kindling.trainer.network.ModelState;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Registers all classes that Kindling sends over the network, with serializers that copy arrays in bulk. For {@code
 * spark.kryo.registrator} with {@code spark.kryo.registrationRequired=true}.
 */
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
        kryo.register(KeyedExample.class, new KeyedExampleSerializer());
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
