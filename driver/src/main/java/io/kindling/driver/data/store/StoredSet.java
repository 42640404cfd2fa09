package io.kindling.driver.data.store;

import io.kindling.driver.data.block.ExampleShape;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.source.BadRow;
import io.kindling.driver.data.source.BadRowReason;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.config.Inline;
import io.kindling.trainer.error.StorageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A data set in a folder of prepared data.
 *
 * @param examples examples in all files
 * @param shape of an example
 * @param fileRows examples per file; the last file can hold fewer
 * @param segmentRows examples per segment of a file
 * @param digest digest of the good examples of the source
 * @param bad rows dropped from the source
 * @param files file names, in the order of their examples
 */
public record StoredSet(
        long examples,
        @Inline ExampleShape shape,
        int fileRows,
        int segmentRows,
        String digest,
        @Inline DroppedRows bad,
        List<String> files) {
    /** Maximum length of a segment, which is read into one byte array. */
    private static final int MAX_SEGMENT_FLOATS = (Integer.MAX_VALUE - 64) / Float.BYTES;

    public StoredSet {
        files = List.copyOf(files);
        if (examples < 1
                || shape.features() < 1
                || shape.targets() < 1
                || fileRows < 1
                || segmentRows < 1
                || (long) shape.features() + shape.targets() + 1 > MAX_SEGMENT_FLOATS / Math.min(segmentRows, fileRows)
                || (examples + fileRows - 1) / fileRows != files.size()) {
            throw new StorageException("Invalid prepared data: " + examples + " examples in " + files.size()
                    + " files of " + fileRows + " (the numbers do not match)");
        }
        files.forEach(Folder::requirePlain);
    }

    /**
     * Bad rows that were dropped.
     *
     * @param dropped number of rows by reason
     * @param firstDropped message of the first row; empty if there is none
     */
    public record DroppedRows(Map<String, Long> dropped, String firstDropped) {
        public DroppedRows {
            dropped = Map.copyOf(dropped);
            dropped.keySet().forEach(DroppedRows::reason);
        }

        private static BadRowReason reason(String name) {
            return Stream.of(BadRowReason.values())
                    .filter(reason -> reason.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new StorageException("Invalid prepared data: rows dropped for " + name
                            + " (must be one of " + List.of(BadRowReason.values()) + ")"));
        }

        static DroppedRows of(Rejections rejections) {
            Map<String, Long> counts = new LinkedHashMap<>();
            rejections.counts().forEach((reason, count) -> counts.put(reason.name(), count));
            return new DroppedRows(
                    counts, rejections.first() == null ? "" : rejections.first().message());
        }

        Rejections rejections() {
            Rejections rejections = new Rejections();
            BadRow first = new BadRow("", 0, 0, firstDropped);
            dropped.forEach((reason, count) -> rejections.add(reason(reason), count, first));
            return rejections;
        }
    }

    Rejections rejections() {
        return bad.rejections();
    }

    /** Returns the layout of a file. */
    BlockFile file(int number) {
        return new BlockFile((int) Math.min(fileRows, examples - (long) number * fileRows), shape, segmentRows);
    }
}
