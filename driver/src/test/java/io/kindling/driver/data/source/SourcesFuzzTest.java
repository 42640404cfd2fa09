package io.kindling.driver.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kindling.driver.fuzz.Untrusted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Parses data files with arbitrary content. */
final class SourcesFuzzTest {
    private static final int BYTES_PER_BYTE = 128;
    private static final int WIDTH = 1_000;
    private static final List<CsvDialect> DIALECTS =
            List.of(new CsvDialect(",", '"'), new CsvDialect("||", '"'), new CsvDialect("\t", '\\'));

    @FuzzTest
    void csv(byte[] input) {
        String line = text(input);
        Untrusted.read(input.length, BYTES_PER_BYTE, () -> {
            for (CsvDialect dialect : DIALECTS) {
                List<String> cells = CsvLine.split(line, dialect, 4);
                assertThat(cells == null || cells.size() <= line.length() + 1).isTrue();
                assertThat(CsvLine.problem(line, dialect, 4)).isNotBlank();
                assertThat(cells != null && dialect.endsInQuotes(line, false)).isFalse();
            }
        });
    }

    @FuzzTest
    void libsvm(byte[] input) {
        TextLine line = TextLine.of(text(input).getBytes(StandardCharsets.UTF_8), "f", 0, 2, new Object[0]);
        for (int first : new int[] {0, 1}) {
            Untrusted.read(input.length, BYTES_PER_BYTE, () -> {
                assertThat(LibSvmLine.width(line, first)).isNotNegative();
                if (!LibSvmLine.isBlank(line.text())) {
                    features(line, first);
                }
            });
        }
    }

    private static void features(TextLine line, int first) {
        try {
            LibSvmLine parsed = LibSvmLine.parse(line, first, WIDTH);
            assertThat(parsed.indices()).hasSameSizeAs(parsed.values());
            for (int index : parsed.indices()) {
                assertThat(index).isBetween(0, WIDTH - 1);
            }
        } catch (NumberFormatException e) {
            // The source reports such a line as a bad row.
            assertThat(e.getMessage()).isNotNull();
        }
    }

    /** The input is the content of the file, as hexadecimal digits with line breaks or as raw bytes. */
    @FuzzTest
    void idx(byte[] input) throws IOException {
        Path file = Files.createTempFile("fuzz", ".idx");
        try {
            Files.write(file, bytes(input));
            Untrusted.read(
                    input.length, BYTES_PER_BYTE, () -> rows(IdxFile.open(file.toString(), new Configuration())));
        } finally {
            Files.delete(file);
        }
    }

    private static void rows(IdxFile file) {
        assertThat(Idx.starts(file.items(), 1 << 20)).isNotEmpty();
        try {
            IdxRows rows = IdxRows.open(file, file, 0, file.items(), new Configuration());
            while (rows.hasNext()) {
                rows.next();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(byte[] input) {
        String digits = text(input).replaceAll("\\s", "");
        if (!digits.matches("([0-9a-f]{2})+")) {
            return input;
        }
        byte[] bytes = new byte[digits.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
