package io.kindling.driver.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.trainer.data.FeatureStatistics;
import io.kindling.trainer.math.ExactSums;

/** Serializes {@link FeatureStatistics}: count, the words of both sums, minima, maxima. */
public final class FeatureStatisticsSerializer extends Serializer<FeatureStatistics> {

    @Override
    public void write(Kryo kryo, Output output, FeatureStatistics statistics) {
        output.writeLong(statistics.count());
        Bulk.writeLongs(output, statistics.values().words());
        Bulk.writeLongs(output, statistics.squares().words());
        Bulk.writeFloats(output, statistics.minima());
        Bulk.writeFloats(output, statistics.maxima());
    }

    @Override
    public FeatureStatistics read(Kryo kryo, Input input, Class<FeatureStatistics> type) {
        long count = input.readLong();
        ExactSums values = ExactSums.valuesFrom(Bulk.readLongs(input));
        ExactSums squares = ExactSums.squaresFrom(Bulk.readLongs(input));
        float[] minima = Bulk.readFloats(input);
        return new FeatureStatistics(count, values, squares, minima, Bulk.readFloats(input));
    }
}
