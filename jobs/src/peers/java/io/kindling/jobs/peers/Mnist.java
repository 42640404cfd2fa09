package io.kindling.jobs.peers;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The training or test examples of MNIST, in memory. */
final class Mnist {
    /** Number of pixels per image. */
    static final int PIXELS = 28 * 28;

    private static final int IMAGE_HEADER = 16;
    private static final int LABEL_HEADER = 8;

    private final byte[] images;
    private final byte[] labels;

    private Mnist(byte[] images, byte[] labels) {
        this.images = images;
        this.labels = labels;
    }

    /** Reads the 60,000 training examples from a folder with the four files of MNIST, optionally compressed. */
    static Mnist train(Path folder) throws IOException {
        return read(folder, "train");
    }

    /** Reads the 10,000 test examples from a folder with the four files of MNIST, optionally compressed. */
    static Mnist test(Path folder) throws IOException {
        return read(folder, "t10k");
    }

    private static Mnist read(Path folder, String part) throws IOException {
        byte[] images = read(folder.resolve(part + "-images-idx3-ubyte"));
        byte[] labels = read(folder.resolve(part + "-labels-idx1-ubyte"));
        int examples = labels.length - LABEL_HEADER;
        if (examples <= 0 || images.length != IMAGE_HEADER + examples * PIXELS) {
            throw new IOException(
                    "Cannot read " + part + " in " + folder + ": " + images.length + " bytes of images and "
                            + labels.length + " bytes of labels do not match; download the files again");
        }
        return new Mnist(images, labels);
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readAllBytes(file);
        }
        Path compressed = file.resolveSibling(file.getFileName() + ".gz");
        if (!Files.exists(compressed)) {
            throw new FileNotFoundException(
                    "Cannot find " + compressed + "; give the folder with the four files of MNIST");
        }
        try (InputStream bytes = new GZIPInputStream(Files.newInputStream(compressed))) {
            return bytes.readAllBytes();
        }
    }

    /** Returns the number of examples. */
    int size() {
        return labels.length - LABEL_HEADER;
    }

    /** Returns the class of an example. */
    int label(int example) {
        return labels[LABEL_HEADER + example];
    }

    /** Returns a pixel of an example, from 0 to 1. */
    float pixel(int example, int pixel) {
        return (images[IMAGE_HEADER + example * PIXELS + pixel] & 0xff) / 255f;
    }
}
