package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * The header of an IDX file: two zero bytes, the element type (8: unsigned byte), the number of dimensions, then the
 * size of each dimension as a big-endian int.
 */
final class IdxFile implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int UNSIGNED_BYTES = 0x0800;
    private static final int MAX_ITEM_BYTES = 1 << 26;

    private final String path;
    private final int items;
    private final int itemBytes;
    private final int headerBytes;

    private IdxFile(String path, int items, int itemBytes, int headerBytes) {
        this.path = path;
        this.items = items;
        this.itemBytes = itemBytes;
        this.headerBytes = headerBytes;
    }

    /**
     * Reads the header. Checks it against the length of the file if the file is not compressed.
     *
     * @throws DataException if the file is not an IDX file of unsigned bytes, or is shorter than its header declares
     */
    static IdxFile open(String path, Configuration hadoop) {
        try (DataInputStream in = new DataInputStream(Files.open(path, hadoop))) {
            int magic = in.readInt();
            int dimensions = magic & 0xFF;
            if (magic >>> 8 << 8 != UNSIGNED_BYTES || dimensions == 0) {
                throw new DataException("Cannot read data: " + path + "; it begins with the bytes "
                        + Integer.toHexString(magic) + " and is not an IDX file of unsigned bytes");
            }
            int items = in.readInt();
            long itemBytes = 1;
            for (int d = 1; d < dimensions; d++) {
                itemBytes *= Math.max(0, in.readInt());
                if (itemBytes > MAX_ITEM_BYTES) {
                    throw new DataException("Cannot read data: " + path + "; its header declares items of more than "
                            + MAX_ITEM_BYTES + " bytes");
                }
            }
            int headerBytes = 4 + 4 * dimensions;
            if (items < 1 || itemBytes < 1) {
                throw new DataException("Cannot read data: " + path + "; it holds no items");
            }
            if (!Files.isCompressed(path, hadoop) && Files.length(path, hadoop) < headerBytes + items * itemBytes) {
                throw truncated(path, null);
            }
            return new IdxFile(path, items, (int) itemBytes, headerBytes);
        } catch (EOFException e) {
            throw truncated(path, e);
        } catch (IOException e) {
            throw new DataException("Cannot read data: " + path + "; " + e.getMessage(), e);
        }
    }

    static DataException truncated(String path, IOException cause) {
        return new DataException("Cannot read data: " + path + "; the file is shorter than its header declares", cause);
    }

    /** Opens the file at an item. */
    InputStream open(int firstItem, Configuration hadoop) throws IOException {
        InputStream in = Files.open(path, hadoop);
        in.skipNBytes(offset(firstItem));
        return in;
    }

    long offset(int item) {
        return headerBytes + (long) item * itemBytes;
    }

    String path() {
        return path;
    }

    int items() {
        return items;
    }

    int itemBytes() {
        return itemBytes;
    }
}
