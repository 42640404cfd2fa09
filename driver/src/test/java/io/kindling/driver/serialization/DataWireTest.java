package io.kindling.driver.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.data.order.KeyedExample;
import io.kindling.driver.data.order.Piece;
import io.kindling.driver.data.row.EncodedBatch;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.sample.Split;
import io.kindling.driver.data.sample.Survey;
import io.kindling.driver.data.sample.Training;
import io.kindling.driver.data.source.BadRow;
import io.kindling.driver.data.source.BadRowReason;
import io.kindling.driver.session.SparkSettings;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ContentHash;
import io.kindling.trainer.data.FeatureStatistics;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Objects that data preparation sends and spills are restored bit for bit. */
final class DataWireTest {
    private final SerializerInstance kryo = new KryoSerializer(
                    SparkSettings.applyTo(new SparkConf(false).set("spark.kryo.registrationRequired", "true")))
            .newInstance();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 20000})
    void blocksOfAnyLength(int rows) {
        Block block = block(rows, rows % 2 == 0);
        assertEqual(roundTrip(block), block);
        ShardBlock shardBlock = roundTrip(new ShardBlock(3, 5, block));
        assertThat(shardBlock.chunk()).isEqualTo(3);
        assertThat(shardBlock.shard()).isEqualTo(5);
        assertEqual(shardBlock.block(), block);
        Piece piece = roundTrip(new Piece(1L << 40, block));
        assertThat(piece.first()).isEqualTo(1L << 40);
        assertEqual(piece.block(), block);
    }

    @Test
    void examples() {
        KeyedExample example = new KeyedExample(-7, new float[] {Float.MIN_VALUE, -1, Float.MAX_VALUE});
        KeyedExample read = roundTrip(example);
        assertThat(read.key()).isEqualTo(-7);
        assertThat(read.values()).containsExactly(example.values());
    }

    @Test
    void batchesWithAndWithoutBadRows() {
        Block block = block(9, true);
        EncodedBatch good = roundTrip(new EncodedBatch(block, ContentHash.of(block), new Rejections()));
        assertEqual(good.block(), block);
        assertThat(good.hashes()).containsExactly(ContentHash.of(block));
        assertThat(good.rejections().total()).isZero();
        assertThat(good.rejections().first()).isNull();
        EncodedBatch bad = roundTrip(new EncodedBatch(block(0, false), new long[0], rejections()));
        assertEqual(bad.rejections());
    }

    @Test
    void roundTripsSurveysWithAndWithoutStatistics() {
        Block block = block(50, false);
        EncodedBatch batch = new EncodedBatch(block, ContentHash.of(block), rejections());
        for (FeatureStatistics statistics : new FeatureStatistics[] {null, new FeatureStatistics(3)}) {
            Survey survey = new Survey(2, statistics);
            survey.add(batch, new Training(new Split(1, 0.5)));
            Survey read = roundTrip(survey);
            assertThat(read.digest()).isEqualTo(survey.digest());
            assertThat(read.selected()).isEqualTo(survey.selected()).isBetween(10L, 40L);
            assertThat(read.classCounts()).containsExactly(survey.classCounts());
            assertEqual(read.rejections());
            if (statistics == null) {
                assertThat(read.statistics()).isNull();
            } else {
                for (int c = 0; c < 3; c++) {
                    assertThat(read.statistics().mean(c)).isEqualTo(statistics.mean(c));
                    assertThat(read.statistics().variance(c)).isEqualTo(statistics.variance(c));
                    assertThat(read.statistics().minimum(c)).isEqualTo(statistics.minimum(c));
                    assertThat(read.statistics().maximum(c)).isEqualTo(statistics.maximum(c));
                }
            }
        }
    }

    private static Block block(int rows, boolean weighted) {
        float[] features = new float[rows * 3];
        float[] targets = new float[rows];
        float[] weights = weighted ? new float[rows] : null;
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) Math.sin(i);
            targets[i / 3] = i % 2;
        }
        if (weighted) {
            Arrays.fill(weights, 0.25f);
        }
        return new Block(rows, 3, 1, features, targets, weights);
    }

    private static Rejections rejections() {
        Rejections rejections = new Rejections();
        rejections.add(BadRowReason.MISSING, new BadRow("b.csv", 5, 6, "second"));
        rejections.add(BadRowReason.INVALID_LABEL, 3, new BadRow("a.csv", 7, 8, "first"));
        return rejections;
    }

    private static void assertEqual(Rejections read) {
        assertThat(read.counts()).isEqualTo(rejections().counts());
        assertThat(read.first()).isEqualTo(rejections().first());
        assertThat(read.first().message()).isEqualTo("first");
    }

    private static void assertEqual(Block read, Block block) {
        assertThat(read.rows()).isEqualTo(block.rows());
        assertThat(read.features()).containsExactly(block.features());
        assertThat(read.targets()).containsExactly(block.targets());
        if (block.weights() == null) {
            assertThat(read.weights()).isNull();
        } else {
            assertThat(read.weights()).containsExactly(block.weights());
        }
    }

    @SuppressWarnings("unchecked")
    private <T> T roundTrip(T value) {
        ClassTag<T> tag = ClassTag$.MODULE$.apply((Class<T>) value.getClass());
        ByteBuffer bytes = kryo.serialize(value, tag);
        return kryo.deserialize(bytes, tag);
    }
}
