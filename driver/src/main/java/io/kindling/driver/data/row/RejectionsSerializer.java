package io.kindling.driver.data.row;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.driver.data.source.BadRow;
import io.kindling.driver.data.source.BadRowReason;
import java.util.Map;

/** Serializes {@link Rejections}: number of reasons, the first row, then each reason with its count. */
public final class RejectionsSerializer extends Serializer<Rejections> {

    @Override
    public void write(Kryo kryo, Output output, Rejections rejections) {
        output.writeInt(rejections.counts().size());
        BadRow first = rejections.first();
        if (first == null) {
            return;
        }
        output.writeString(first.file());
        output.writeLong(first.offset());
        output.writeLong(first.row());
        output.writeString(first.message());
        for (Map.Entry<BadRowReason, Long> count : rejections.counts().entrySet()) {
            output.writeString(count.getKey().name());
            output.writeLong(count.getValue());
        }
    }

    @Override
    public Rejections read(Kryo kryo, Input input, Class<Rejections> type) {
        Rejections rejections = new Rejections();
        int reasons = input.readInt();
        if (reasons == 0) {
            return rejections;
        }
        String file = input.readString();
        long offset = input.readLong();
        long row = input.readLong();
        BadRow first = new BadRow(file, offset, row, input.readString());
        for (int i = 0; i < reasons; i++) {
            BadRowReason reason = BadRowReason.valueOf(input.readString());
            rejections.add(reason, input.readLong(), first);
        }
        return rejections;
    }
}
