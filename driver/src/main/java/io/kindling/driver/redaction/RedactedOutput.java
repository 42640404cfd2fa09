package io.kindling.driver.redaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Masks secrets line by line on their way to another stream. A line is held until it ends, for a secret may be written in two parts, and a private key until its last line. Closing it writes what is left and leaves
 * the other stream open.
 */
public final class RedactedOutput extends OutputStream {
    private static final int MAX_HELD = 1 << 16;
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";

    private final OutputStream out;
    private final Supplier<Redaction> redaction;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /**
     * A stream to another.
     *
     * @param redaction asked at each line: more secrets may be known by then
     */
    public RedactedOutput(OutputStream out, Supplier<Redaction> redaction) {
        this.out = out;
        this.redaction = redaction;
    }

    @Override
    public synchronized void write(int b) throws IOException {
        line.write(b);
        if (b == '\n') {
            ended();
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, from, i + 1 - from);
                ended();
                from = i + 1;
            }
        }
        line.write(bytes, from, offset + length - from);
    }

    private void ended() throws IOException {
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
        // What is no UTF-8 passes byte by byte.
        String text = new String(held, StandardCharsets.UTF_8);
        boolean isText = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), held);
        Charset charset = isText ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        out.write(redaction.get().text(new String(held, charset)).getBytes(charset));
        out.flush();
    }

    /** Flushes whole lines. */
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
