package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** The head of an IDX file: two zero bytes, the type (8: unsigned byte), the number of dimensions, then each as a big-endian int. */
final class IdxFile implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int UNSIGNED_BYTES = 0x0800;
    private static final int LARGEST_ITEM = 1 << 26;

    private final String path;
    private final int items;
    private final int itemBytes;
    private final int headBytes;

    private IdxFile(String path, int items, int itemBytes, int headBytes) {
        this.path = path;
        this.items = items;
        this.itemBytes = itemBytes;
        this.headBytes = headBytes;
    }

    /**
     * Reads the head, and checks it against the length of the file unless that is packed.
     *
     * @throws DataException if it is not an IDX file of unsigned bytes, or shorter than its head says
     */
    static IdxFile open(String path, Configuration hadoop) {
        try (DataInputStream in = new DataInputStream(Files.open(path, hadoop))) {
            int magic = in.readInt();
            int dimensions = magic & 0xFF;
            if (magic >>> 8 << 8 != UNSIGNED_BYTES || dimensions == 0) {
                throw new DataException("Cannot read data: " + path + "; its first bytes are "
                        + Integer.toHexString(magic) + ", not those of an IDX file of unsigned bytes");
            }
            int items = in.readInt();
            long itemBytes = 1;
            for (int d = 1; d < dimensions; d++) {
                itemBytes *= Math.max(0, in.readInt());
                if (itemBytes > LARGEST_ITEM) {
                    throw new DataException("Cannot read data: " + path + "; an item has more than " + LARGEST_ITEM
                            + " bytes by its head");
                }
            }
            int headBytes = 4 + 4 * dimensions;
            if (items < 1 || itemBytes < 1) {
                throw new DataException("Cannot read data: " + path + "; it holds no items");
            }
            if (!Files.isCompressed(path, hadoop) && Files.length(path, hadoop) < headBytes + items * itemBytes) {
                throw truncated(path, null);
            }
            return new IdxFile(path, items, (int) itemBytes, headBytes);
        } catch (EOFException e) {
            throw truncated(path, e);
        } catch (IOException e) {
            throw new DataException("Cannot read data: " + path + "; " + e.getMessage(), e);
        }
    }

    static DataException truncated(String path, IOException cause) {
        return new DataException(
                "Cannot read data: " + path + "; the file ends before the items that its head announces", cause);
    }

    /** The file from one item on. */
    InputStream open(int firstItem, Configuration hadoop) throws IOException {
        InputStream in = Files.open(path, hadoop);
        in.skipNBytes(offset(firstItem));
        return in;
    }

    long offset(int item) {
        return headBytes + (long) item * itemBytes;
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
