package io.kindling.driver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.checkpoint.FaultyFileSystem;
import io.kindling.driver.checkpoint.FaultyFileSystem.Fault;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader of an alias sees what was in force before a change, or after it. */
final class AliasTest {
    @TempDir
    private Path local;

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    private Alias alias(Folder folder) {
        return new Alias(folder, "champion", version -> {}, warnings::add);
    }

    private Alias alias() {
        return alias(Folder.of(local.toString(), new Configuration()));
    }

    private static int version(Alias alias) {
        return alias.current().map(AliasEntry::version).orElse(0);
    }

    private static boolean point(Alias alias, int version) {
        return alias.point(version, alias.current(), "test", "because");
    }

    @Test
    void theNewestIsInForceAndAllAreTheHistory() {
        Alias alias = alias();
        assertThat(alias.current()).isEmpty();
        assertThat(point(alias, 3)).isTrue();
        assertThat(point(alias, 1)).isTrue();
        assertThat(version(alias)).isEqualTo(1);
        assertThat(alias.history()).extracting(AliasEntry::version).containsExactly(3, 1);
    }

    @Test
    void whatChangedMeanwhileIsNotOverruled() {
        Alias alias = alias();
        assertThat(alias.point(1, Optional.empty(), "test", "")).isTrue();
        assertThat(alias.point(2, Optional.empty(), "test", "")).isFalse();
        assertThat(version(alias)).isEqualTo(1);
    }

    @Test
    void rollbacksGoBackStepByStep() {
        Alias alias = alias();
        for (int version : List.of(1, 2, 3)) {
            point(alias, version);
        }
        assertThat(alias.rollback("test", "").version()).isEqualTo(2);
        assertThat(alias.rollback("test", "").version()).isEqualTo(1);
        assertThatThrownBy(() -> alias.rollback("test", ""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot roll back champion: ");
        point(alias, 4);
        assertThat(alias.rollback("test", "").version()).isEqualTo(1);
        assertThat(alias.history()).hasSize(7);
    }

    /** Cut at every byte, as by a process that was killed while it wrote, the newest file is as if it were not there. */
    @Test
    void halfAFileIsNoPromotion() throws IOException {
        point(alias(), 1);
        point(alias(), 2);
        Path newest = local.resolve("000000002.json");
        byte[] whole = Files.readAllBytes(newest);
        // The last byte is a line break, without which the record is whole.
        for (int length = 0; length < whole.length - 1; length++) {
            Files.write(newest, Arrays.copyOf(whole, length));
            assertThat(version(alias())).as("cut at %d", length).isEqualTo(1);
        }
        byte[] changed = new String(whole, java.nio.charset.StandardCharsets.UTF_8)
                .replace("\"version\" : 2", "\"version\" : 9")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(changed).isNotEqualTo(whole);
        Files.write(newest, changed);
        assertThat(version(alias())).isEqualTo(1);
        assertThat(point(alias(), 3)).isTrue();
        assertThat(version(alias())).isEqualTo(3);
    }

    @Test
    void storageThatFailsLeavesWhatWasInForce() {
        point(alias(), 1);
        for (Fault fault : List.of(Fault.FULL, Fault.REFUSED)) {
            Configuration hadoop = FaultyFileSystem.with(fault, ".json", 20, Long.MAX_VALUE);
            if (fault == Fault.REFUSED) {
                hadoop.setLong(FaultyFileSystem.AT, 0);
            }
            Alias faulty = alias(Folder.of(FaultyFileSystem.location(local), hadoop));
            try {
                assertThat(point(faulty, 2)).isFalse();
            } catch (StorageException e) {
                assertThat(e).hasMessageContaining("injected");
            }
            assertThat(version(alias())).isEqualTo(1);
        }
        assertThat(point(alias(), 3)).isTrue();
        assertThat(version(alias())).isEqualTo(3);
    }

    @Test
    void ofManyPromotersEachSeesItsPlace() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        Callable<Integer> promoter = () -> {
            int done = 0;
            while (done < 10) {
                Alias alias = alias();
                done += point(alias, 1 + done) ? 1 : 0;
            }
            return done;
        };
        try {
            for (Future<Integer> end : threads.invokeAll(Collections.nCopies(8, promoter))) {
                assertThat(end.get()).isEqualTo(10);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(alias().history()).hasSize(80).extracting(AliasEntry::number).doesNotHaveDuplicates();
    }
}
