package io.kindling.driver.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.FolderOutput;
import io.kindling.trainer.training.EpochReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files, read back with protobuf's own reader and compared with bytes computed by hand. */
final class EventFileTest {
    @TempDir
    private Path folder;

    /** An event as read. */
    private record Event(double wallTime, long step, String version, Map<String, Float> scalars) {}

    /** Computed bit by bit from the polynomial; shares no code with the writer. */
    private static int checksum(byte[] bytes) {
        int crc = ~0;
        for (byte value : bytes) {
            crc ^= value & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
            }
        }
        crc = ~crc;
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    private static List<Event> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).isEqualTo(checksum(length));
            byte[] data = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            in.get(data);
            assertThat(in.getInt()).isEqualTo(checksum(data));
            events.add(event(CodedInputStream.newInstance(data)));
        }
        return events;
    }

    private static Event event(CodedInputStream in) throws IOException {
        double wallTime = 0;
        long step = 0;
        String version = "";
        Map<String, Float> scalars = new LinkedHashMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> wallTime = in.readDouble();
                case 2 -> step = in.readInt64();
                case 3 -> version = in.readString();
                case 5 -> {
                    CodedInputStream summary = in.readBytes().newCodedInput();
                    while (summary.readTag() != 0) {
                        CodedInputStream value = summary.readBytes().newCodedInput();
                        assertThat(value.readTag()).isEqualTo(1 << 3 | 2);
                        String name = value.readString();
                        assertThat(value.readTag()).isEqualTo(2 << 3 | 5);
                        scalars.put(name, value.readFloat());
                    }
                }
                default -> throw new AssertionError("field " + tag);
            }
        }
        return new Event(wallTime, step, version, scalars);
    }

    private FolderOutput output() {
        return Folder.of(folder.toString(), new Configuration()).create("events");
    }

    @Test
    void theBytesFollowTheFormat() throws IOException {
        try (EventFile file = new EventFile(output(), 1.5)) {
            file.add(1.5, 300, Map.of("a", 1.0));
        }
        byte[] bytes = Files.readAllBytes(folder.resolve("events"));
        String version = "09000000000000f83f" + "1a0d"
                + HexFormat.of().formatHex("brain.Event:2".getBytes(StandardCharsets.UTF_8));
        String scalar = "09000000000000f83f" + "10ac02" + "2a0a" + "0a08" + "0a0161" + "150000803f";
        assertThat(HexFormat.of().formatHex(bytes))
                .startsWith("1800000000000000")
                .contains(version)
                .contains("1800000000000000")
                .contains(scalar);
        assertThat(bytes).hasSize(2 * (8 + 4 + 24 + 4));
        // The check value of CRC-32C, e3069283, masked by hand.
        assertThat(EventFile.maskedChecksum("123456789".getBytes(StandardCharsets.UTF_8), 9))
                .isEqualTo((int) ((0xe3069283L >>> 15 | (0xe3069283L << 17 & 0xffffffffL)) + 0xa282ead8L));
    }

    @Test
    void aTrainingIsReadBack() throws IOException {
        try (TensorBoardTracker tracker = new TensorBoardTracker(Folder.of(folder.toString(), new Configuration()))) {
            tracker.point(new IterationPoint(7, 1, 0.5, 0.25, 3, 64, 0.5));
            tracker.epoch(new EpochReport(0, 1L << 40, 0.25, Map.of("loss", 0.4), Map.of("accuracy", 0.75), 64, 1));
            tracker.ended("completed");
        }
        List<Event> train = read(only(folder.resolve("train")));
        assertThat(train).hasSize(3);
        assertThat(train.get(0).version()).isEqualTo("brain.Event:2");
        assertThat(train.get(0).wallTime()).isGreaterThan(1.6e9);
        assertThat(train.get(1).step()).isEqualTo(7);
        assertThat(train.get(1).scalars())
                .containsEntry("iteration/loss", 0.5f)
                .containsEntry("iteration/learning_rate", 0.25f)
                .containsEntry("iteration/gradient_norm", 3f)
                .containsEntry("iteration/examples_per_second", 128f);
        assertThat(train.get(2)).returns(1L << 40, Event::step).returns(Map.of("loss", 0.4f), Event::scalars);
        List<Event> validation = read(only(folder.resolve("validation")));
        assertThat(validation.get(1).scalars()).isEqualTo(Map.of("accuracy", 0.75f));
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("events.out.tfevents."))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
