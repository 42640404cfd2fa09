package io.kindling.trainer.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests, for bit-for-bit comparisons of models. */
public final class Digest {
    private static final int FLOATS_AT_ONCE = 1 << 14;

    private Digest() {}

    /** SHA-256, in hex, of little-endian float32 numbers, array after array. */
    public static String ofFloats(float[]... arrays) {
        MessageDigest digest = sha256();
        for (float[] values : arrays) {
            update(digest, values);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256, in hex, of bytes. */
    public static String ofBytes(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /** Creates a SHA-256 digest. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void update(MessageDigest digest, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(FLOATS_AT_ONCE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; from += FLOATS_AT_ONCE) {
            int n = Math.min(FLOATS_AT_ONCE, values.length - from);
            bytes.clear();
            bytes.asFloatBuffer().put(values, from, n);
            digest.update(bytes.limit(n * Float.BYTES));
        }
    }
}
