package io.kindling.driver.data.source;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Formats cells for messages: an array as {@code [1, 2]}, a map as {@code {a: 1}}. Java and Scala collections have the
 * same format.
 */
final class ShownCell {
    private static final int MAX_BYTES = 16;

    private ShownCell() {}

    static String of(Object cell) {
        if (cell instanceof byte[] bytes) {
            return "0x" + HexFormat.of().formatHex(bytes, 0, Math.min(MAX_BYTES, bytes.length))
                    + (bytes.length > MAX_BYTES ? "..." : "");
        }
        if (cell instanceof Row row) {
            List<Object> cells = new ArrayList<>();
            for (int i = 0; i < row.length(); i++) {
                cells.add(row.get(i));
            }
            return join(cells, "{", "}");
        }
        if (cell instanceof scala.collection.Map<?, ?> map) {
            return join(elements(map), "{", "}");
        }
        if (cell instanceof scala.collection.Iterable<?> elements) {
            return join(elements(elements), "[", "]");
        }
        if (cell instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> of(entry.getKey()) + ": " + of(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (cell instanceof Iterable<?> elements) {
            List<Object> all = new ArrayList<>();
            elements.forEach(all::add);
            return join(all, "[", "]");
        }
        return cell instanceof Tuple2<?, ?> entry ? of(entry._1()) + ": " + of(entry._2()) : String.valueOf(cell);
    }

    private static List<Object> elements(scala.collection.Iterable<?> elements) {
        List<Object> all = new ArrayList<>();
        scala.collection.Iterator<?> iterator = elements.iterator();
        while (iterator.hasNext()) {
            all.add(iterator.next());
        }
        return all;
    }

    private static String join(List<Object> cells, String open, String close) {
        return cells.stream().map(ShownCell::of).collect(Collectors.joining(", ", open, close));
    }
}
