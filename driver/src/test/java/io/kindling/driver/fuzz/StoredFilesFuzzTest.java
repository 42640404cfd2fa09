package io.kindling.driver.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.driver.data.store.StoredSet;
import io.kindling.driver.lock.LockOwner;
import io.kindling.driver.registry.AliasEntry;
import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.JsonLines;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.driver.tracking.IterationPoint;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.format.SafeTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads files that other processes write, and that may be corrupt. */
final class StoredFilesFuzzTest {
    /** A JSON tree of values of two bytes. */
    private static final int BYTES_PER_BYTE = 128;

    /** A line of three bytes has its own JSON parser. */
    private static final int BYTES_PER_BYTE_OF_LINES = 512;

    private static final byte LINE_END = '\n';

    @FuzzTest
    void manifest(byte[] input) {
        Untrusted.read(input.length, BYTES_PER_BYTE, () -> {
            Manifest manifest = ManifestFile.json(input, Manifest.class, "manifest.json");
            manifest.verify("model.json", input, "model");
        });
    }

    @FuzzTest
    void alias(byte[] input) {
        Untrusted.read(input.length, BYTES_PER_BYTE, () -> CheckedRecord.parse(input, AliasEntry.class, "1.json"));
    }

    @FuzzTest
    void lock(byte[] input) {
        Untrusted.read(input.length, BYTES_PER_BYTE, () -> CheckedRecord.parse(input, LockOwner.class, "1.json"));
    }

    @FuzzTest
    void prepared(byte[] input) {
        Untrusted.read(input.length, BYTES_PER_BYTE, () -> ManifestFile.json(input, StoredSet.class, "prepared.json"));
    }

    @FuzzTest
    void lines(byte[] input) {
        Untrusted.read(input.length, BYTES_PER_BYTE_OF_LINES, () -> {
            for (JsonNode line : JsonLines.parse(input, "iterations.jsonl")) {
                IterationPoint.of(line, "iterations.jsonl");
            }
        });
    }

    /** Reads the bytes as a file, and their first line as the header of a file. */
    @FuzzTest
    void tensors(byte[] input) {
        Untrusted.read(input.length, BYTES_PER_BYTE, () -> SafeTensors.read(input, "model.safetensors"));
        int end = 0;
        while (end < input.length && input[end] != LINE_END) {
            end++;
        }
        byte[] values = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
        byte[] file = ByteBuffer.allocate(Long.BYTES + end + values.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(end)
                .put(input, 0, end)
                .put(values)
                .array();
        Untrusted.read(file.length, BYTES_PER_BYTE, () -> SafeTensors.read(file, "model.safetensors"));
    }
}
