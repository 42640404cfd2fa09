package io.kindling.driver.data.store;

import io.kindling.driver.data.block.ExampleShape;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.source.BadRow;
import io.kindling.driver.data.source.BadRowReason;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.StorageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A data set in a folder of prepared data.
 *
 * @param examples examples in all files
 * @param features features per example
 * @param targets targets per example
 * @param weighted whether examples have a weight
 * @param fileRows examples per file; the last file can hold fewer
 * @param segmentRows examples per segment of a file
 * @param digest digest of the good examples of the source
 * @param dropped number of bad rows dropped from the source, by reason
 * @param firstDropped message of the first dropped row; empty if there is none
 * @param files file names, in the order of their examples
 */
public record StoredSet(
        long examples,
        int features,
        int targets,
        boolean weighted,
        int fileRows,
        int segmentRows,
        String digest,
        Map<String, Long> dropped,
        String firstDropped,
        List<String> files) {
    /** Maximum length of a segment, which is read into one byte array. */
    private static final int MAX_SEGMENT_FLOATS = (Integer.MAX_VALUE - 64) / Float.BYTES;

    public StoredSet {
        dropped = Map.copyOf(dropped);
        files = List.copyOf(files);
        if (examples < 1
                || features < 1
                || targets < 1
                || fileRows < 1
                || segmentRows < 1
                || (long) features + targets + 1 > MAX_SEGMENT_FLOATS / Math.min(segmentRows, fileRows)
                || (examples + fileRows - 1) / fileRows != files.size()) {
            throw new StorageException("Invalid prepared data: " + examples + " examples in " + files.size()
                    + " files of " + fileRows + " (the numbers do not match)");
        }
        files.forEach(Folder::requirePlain);
        dropped.keySet().forEach(StoredSet::reason);
    }

    private static BadRowReason reason(String name) {
        return Stream.of(BadRowReason.values())
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new StorageException("Invalid prepared data: rows dropped for " + name
                        + " (must be one of " + List.of(BadRowReason.values()) + ")"));
    }

    static Map<String, Long> counts(Rejections rejections) {
        Map<String, Long> counts = new LinkedHashMap<>();
        rejections.counts().forEach((reason, count) -> counts.put(reason.name(), count));
        return counts;
    }

    Rejections rejections() {
        Rejections rejections = new Rejections();
        BadRow first = new BadRow("", 0, 0, firstDropped);
        dropped.forEach((reason, count) -> rejections.add(reason(reason), count, first));
        return rejections;
    }

    ExampleShape shape() {
        return new ExampleShape(features, targets, weighted);
    }

    /** Returns the layout of a file. */
    BlockFile file(int number) {
        return new BlockFile((int) Math.min(fileRows, examples - (long) number * fileRows), shape(), segmentRows);
    }
}
