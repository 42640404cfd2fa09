package io.kindling.driver.data.sample;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.serialization.Bulk;
import io.kindling.trainer.data.FeatureStatistics;

/** Serializes a {@link Survey}: counts, digest, class counts, statistics, rejections. */
public final class SurveySerializer extends Serializer<Survey> {

    @Override
    public void write(Kryo kryo, Output output, Survey survey) {
        output.writeLong(survey.examples());
        output.writeLong(survey.digestLow());
        output.writeLong(survey.digestHigh());
        output.writeLong(survey.selected());
        Bulk.writeLongs(output, survey.classCounts());
        kryo.writeObjectOrNull(output, survey.statistics(), FeatureStatistics.class);
        kryo.writeObject(output, survey.rejections());
    }

    @Override
    public Survey read(Kryo kryo, Input input, Class<Survey> type) {
        long examples = input.readLong();
        long digestLow = input.readLong();
        long digestHigh = input.readLong();
        long selected = input.readLong();
        long[] classCounts = Bulk.readLongs(input);
        FeatureStatistics statistics = kryo.readObjectOrNull(input, FeatureStatistics.class);
        Rejections rejections = kryo.readObject(input, Rejections.class);
        return new Survey(
                examples, new Survey.SetDigest(digestLow, digestHigh), selected, classCounts, statistics, rejections);
    }
}
