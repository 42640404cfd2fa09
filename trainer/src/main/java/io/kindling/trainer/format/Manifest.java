package io.kindling.trainer.format;

import io.kindling.trainer.error.Excerpt;
import io.kindling.trainer.error.StorageException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a folder holds, written last: a folder without a manifest, or whose files do not match it, is not whole.
 *
 * @param format version of the folder's layout
 * @param files all files but the manifest
 */
public record Manifest(int format, List<Entry> files) {
    /** Name of the file. */
    public static final String FILE = "manifest.json";

    /** The layout that this version writes and reads. */
    public static final int FORMAT = 1;

    public Manifest {
        files = List.copyOf(files);
        Set<String> names = new HashSet<>();
        for (Entry file : files) {
            if (!names.add(file.name())) {
                throw new StorageException("Invalid manifest: " + Excerpt.of(file.name()) + " (it is listed twice)");
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

        /** The entry of a file with these bytes. */
        public static Entry of(String name, byte[] bytes) {
            return new Entry(name, bytes.length, Digest.ofBytes(bytes));
        }
    }

    /** The entry of that name. */
    public Entry entry(String name, String folder) {
        return files.stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new StorageException("Cannot read " + folder + "/" + name + ": the manifest does not list it"));
    }

    /**
     * Checks bytes that were read against their entry.
     *
     * @throws StorageException if length or checksum differ
     */
    public void verify(String name, byte[] bytes, String folder) {
        Entry entry = entry(name, folder);
        if (bytes.length != entry.length()) {
            throw new StorageException("Cannot read " + folder + "/" + name + ": it has " + bytes.length
                    + " bytes, its manifest says " + entry.length());
        }
        if (!Digest.ofBytes(bytes).equals(entry.sha256())) {
            throw new StorageException(
                    "Cannot read " + folder + "/" + name + ": its checksum is not that of its manifest");
        }
    }
}
