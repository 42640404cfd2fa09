package io.kindling.driver.redaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Masks secrets line by line and writes to another stream. Holds each line until it is complete, because a secret can
 * be written in two parts, and a private key until its last line. {@link #close} writes the rest and leaves the other
 * stream open.
 */
public final class RedactedOutput extends OutputStream {
    private static final int MAX_HELD = 1 << 16;
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";

    private final OutputStream out;
    private final Supplier<Redaction> redaction;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /**
     * Creates a stream.
     *
     * @param redaction evaluated for each line, because more secrets can be known later
     */
    public RedactedOutput(OutputStream out, Supplier<Redaction> redaction) {
        this.out = out;
        this.redaction = redaction;
    }

    @Override
    public synchronized void write(int b) throws IOException {
        line.write(b);
        if (b == '\n') {
            endLine();
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, from, i + 1 - from);
                endLine();
                from = i + 1;
            }
        }
        line.write(bytes, from, offset + length - from);
    }

    private void endLine() throws IOException {
        if (!isInKey()) {
            release();
        }
    }

    private boolean isInKey() {
        if (line.size() > MAX_HELD) {
            return false;
        }
        String held = line.toString(StandardCharsets.ISO_8859_1);
        int begin = held.lastIndexOf(BEGIN);
        return begin >= 0 && held.indexOf(END, begin) < 0;
    }

    private void release() throws IOException {
        byte[] held = line.toByteArray();
        line.reset();
        // Bytes that are not valid UTF-8 are passed through.
        String text = new String(held, StandardCharsets.UTF_8);
        boolean isText = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), held);
        Charset charset = isText ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        out.write(redaction.get().text(new String(held, charset)).getBytes(charset));
        out.flush();
    }

    /** Flushes complete lines. */
    @Override
    public synchronized void flush() throws IOException {
        out.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        if (line.size() > 0) {
            release();
        }
        out.flush();
    }
}
