package io.kindling.driver.data.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Reads a range of items from a pair of IDX files as rows. Closes the files after the last item. */
final class IdxRows implements Iterator<Row> {
    private final IdxFile images;
    private final InputStream imageStream;
    private final InputStream labelStream;
    private final long offset;
    private final int end;
    private int next;

    private IdxRows(IdxFile images, InputStream imageStream, InputStream labelStream, int first, int end) {
        this.images = images;
        this.imageStream = new BufferedInputStream(imageStream);
        this.labelStream = new BufferedInputStream(labelStream);
        this.offset = first == 0 ? 0 : images.offset(first);
        this.next = first;
        this.end = end;
    }

    static IdxRows open(IdxFile images, IdxFile labels, int first, int end, Configuration hadoop) throws IOException {
        return new IdxRows(images, images.open(first, hadoop), labels.open(first, hadoop), first, end);
    }

    @Override
    public boolean hasNext() {
        return next < end;
    }

    @Override
    public Row next() {
        if (next >= end) {
            throw new NoSuchElementException();
        }
        next++;
        try {
            byte[] image = imageStream.readNBytes(images.itemBytes());
            int label = labelStream.read();
            if (image.length < images.itemBytes() || label < 0) {
                throw IdxFile.truncated(images.path(), null);
            }
            if (next == end) {
                imageStream.close();
                labelStream.close();
            }
            return RowFactory.create(image, label, images.path(), offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
