package io.kindling.jobs.config;

import io.kindling.driver.storage.FileSystems;
import io.kindling.trainer.error.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads the text of a configuration from the local disk or any Hadoop file system. */
final class ConfigFile {
    private static final int MAX_BYTES = 1 << 26;

    private ConfigFile() {}

    /**
     * Reads the whole file.
     *
     * @param location a local path, or a URI such as {@code hdfs://host/conf/x.yaml}
     * @throws ConfigurationException if the file cannot be read or is not text
     */
    static String text(String location) {
        try (InputStream in = open(location)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ConfigurationException(
                        "Cannot read configuration: " + location + "; the file is larger than 64 MiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ConfigurationException("Cannot read configuration: " + location + "; save it as UTF-8 text", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(
                    "Cannot read configuration: " + location + "; check the path (" + reason(e) + ")", e);
        }
    }

    private static InputStream open(String location) throws IOException {
        if (location.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
            Path path = new Path(location);
            boolean web = location.toLowerCase(Locale.ROOT).startsWith("http");
            Configuration hadoop = new Configuration();
            return (web ? path.getFileSystem(hadoop) : FileSystems.of(path, hadoop)).open(path);
        }
        return Files.newInputStream(java.nio.file.Path.of(location));
    }

    private static String reason(Exception e) {
        String name = e.getClass().getSimpleName();
        return e.getMessage() == null
                ? name
                : name + ": " + e.getMessage().lines().findFirst().orElse("");
    }
}
