package io.kindling.trainer.format;

import io.kindling.trainer.error.Excerpt;
import io.kindling.trainer.error.StorageException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lists the files of a folder. It is written last: a folder without a manifest, or with files that do not match it, is
 * incomplete.
 *
 * @param format version of the folder layout
 * @param files all files except for the manifest
 */
public record Manifest(int format, List<Entry> files) {
    /** Name of the file. */
    public static final String FILE = "manifest.json";

    /** The format version that this release reads and writes. */
    public static final int FORMAT = 1;

    public Manifest {
        files = List.copyOf(files);
        Set<String> names = new HashSet<>();
        for (Entry file : files) {
            if (!names.add(file.name())) {
                throw new StorageException("Invalid manifest: " + Excerpt.of(file.name()) + " (listed twice)");
            }
        }
    }

    /**
     * One file.
     *
     * @param length in bytes
     * @param sha256 of its bytes, in hex
     */
    public record Entry(String name, long length, String sha256) {

        /** Creates the entry of a file. */
        public static Entry of(String name, byte[] bytes) {
            return new Entry(name, bytes.length, Digest.ofBytes(bytes));
        }
    }

    /** Returns the entry with a name. */
    public Entry entry(String name, String folder) {
        return files.stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new StorageException("Cannot read " + folder + "/" + name + ": the manifest does not list it"));
    }

    /**
     * Verifies bytes against their entry.
     *
     * @throws StorageException if length or checksum differ
     */
    public void verify(String name, byte[] bytes, String folder) {
        Entry entry = entry(name, folder);
        if (bytes.length != entry.length()) {
            throw new StorageException("Cannot read " + folder + "/" + name + ": it has " + bytes.length
                    + " bytes, but the manifest lists " + entry.length());
        }
        if (!Digest.ofBytes(bytes).equals(entry.sha256())) {
            throw new StorageException(
                    "Cannot read " + folder + "/" + name + ": its checksum does not match the manifest");
        }
    }
}
