package io.kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Authentication, and encryption of network traffic and local disks, give the same bits. No file of the run contains
 * the secret.
 */
@Tag("slow")
final class SecureOnClustersIT {
    private static final String SECRET = "a4f1c0ffee";

    @TempDir
    private Path folder;

    @Test
    void sameBitsWithAuthenticationAndEncryption() throws IOException {
        Trainings trainings = new Trainings(folder);
        String expected = trainings.sha256On("local[1]", Map.of());
        Map<String, String> settings = new HashMap<>();
        settings.put("spark.executor.memory", "700m");
        settings.put("spark.authenticate", "true");
        settings.put("spark.authenticate.secret", SECRET);
        settings.put("spark.network.crypto.enabled", "true");
        settings.put("spark.io.encryption.enabled", "true");
        assertThat(trainings.sha256On("local-cluster[2,1,1024]", settings)).isEqualTo(expected);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain(SECRET));
        }
    }
}
