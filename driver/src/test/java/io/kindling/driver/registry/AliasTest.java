package io.kindling.driver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.checkpoint.FaultyFileSystem;
import io.kindling.driver.checkpoint.FaultyFileSystem.Fault;
import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader of an alias sees the entry before a change or the entry after it. */
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
    void theNewestEntryIsCurrentAndAllAreTheHistory() {
        Alias alias = alias();
        assertThat(alias.current()).isEmpty();
        assertThat(point(alias, 3)).isTrue();
        assertThat(point(alias, 1)).isTrue();
        assertThat(version(alias)).isEqualTo(1);
        assertThat(alias.history()).extracting(AliasEntry::version).containsExactly(3, 1);
    }

    @Test
    void aConcurrentChangeIsNotOverwritten() {
        Alias alias = alias();
        assertThat(alias.point(1, Optional.empty(), "test", "")).isTrue();
        assertThat(alias.point(2, Optional.empty(), "test", "")).isFalse();
        assertThat(version(alias)).isEqualTo(1);
    }

    @Test
    void eachRollbackGoesBackOnePromotion() {
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

    private static void refused(Alias alias, String file) {
        assertThatThrownBy(alias::current)
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("Cannot read alias champion: ")
                .hasMessageContaining(file + " is not a promotion: ")
                .hasMessageEndingWith("; choose the version again with registry promote");
    }

    /**
     * A newest file cut at any byte, or changed, is an error: an older version is not used in its place. A promotion
     * repairs it.
     */
    @Test
    void aDamagedNewestFileIsAnErrorUntilAVersionIsPromoted() throws IOException {
        point(alias(), 1);
        point(alias(), 2);
        Path newest = local.resolve("000000002.json");
        byte[] whole = Files.readAllBytes(newest);
        // The last byte is a line break; the record is complete without it.
        for (int length = 0; length < whole.length - 1; length++) {
            Files.write(newest, Arrays.copyOf(whole, length));
            refused(alias(), "000000002.json");
        }
        byte[] changed = new String(whole, StandardCharsets.UTF_8)
                .replace("\"version\" : 2", "\"version\" : 9")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(changed).isNotEqualTo(whole);
        Files.write(newest, changed);
        refused(alias(), "000000002.json");
        assertThatThrownBy(() -> alias().rollback("test", "")).isInstanceOf(StorageException.class);
        assertThat(warnings).isEmpty();

        // Promoting the version of the newest readable promotion works as well.
        alias().promote(1, "test", "");
        assertThat(warnings).singleElement().asString().contains("000000002.json is not a promotion: it is cut short");
        assertThat(alias().current())
                .hasValueSatisfying(entry -> assertThat(entry.number()).isEqualTo(3));
        assertThat(version(alias())).isEqualTo(1);
        assertThat(alias().history()).extracting(AliasEntry::number).containsExactly(1, 3);
        assertThat(point(alias(), 5)).isTrue();
    }

    @Test
    void aCopyOfAPromotionIsNotAPromotion() throws IOException {
        point(alias(), 1);
        point(alias(), 2);
        Files.copy(local.resolve("000000001.json"), local.resolve("000000003.json"));
        assertThatThrownBy(() -> alias().current())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("000000003.json is not a promotion: it is a copy of promotion 1, its newest");
        alias().promote(4, "test", "");
        assertThat(version(alias())).isEqualTo(4);
        assertThat(alias().rollback("test", "").version()).isEqualTo(2);
        assertThat(point(alias(), 3)).isTrue();
        assertThat(alias().history()).extracting(AliasEntry::number).containsExactly(1, 2, 4, 5, 6);
    }

    /** Beyond a free number nothing can have been promoted: a file there is reported, is ignored and blocks nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{\"rec", "copy"})
    void aFileBeyondAFreeNumberIsIgnored(String content) throws IOException {
        point(alias(), 1);
        Path far = local.resolve("999999999.json");
        Files.write(
                far,
                content.equals("copy")
                        ? Files.readAllBytes(local.resolve("000000001.json"))
                        : content.getBytes(StandardCharsets.UTF_8));
        assertThat(version(alias())).isEqualTo(1);
        assertThat(warnings).singleElement().asString().contains("999999999.json is not a promotion: ", "remove it");
        alias().promote(2, "test", "");
        assertThat(version(alias())).isEqualTo(2);
        assertThat(point(alias(), 3)).isTrue();
        assertThat(alias().rollback("test", "").version()).isEqualTo(2);
        assertThat(alias().history()).extracting(AliasEntry::number).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aDamagedOlderFileIsReportedAndStopsARollbackToIt() throws IOException {
        for (int version : List.of(1, 2, 3)) {
            point(alias(), version);
        }
        Files.write(local.resolve("000000002.json"), new byte[0]);
        assertThat(version(alias())).isEqualTo(3);
        assertThat(alias().history()).extracting(AliasEntry::version).containsExactly(1, 3);
        assertThat(warnings).singleElement().asString().contains("000000002.json is not a promotion: it is empty");
        assertThat(alias().isDamaged()).isTrue();
        assertThatThrownBy(() -> alias().rollback("test", ""))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("000000002.json is not a promotion: it is empty; name a version with");
    }

    /** Earlier releases withdrew promotions that other processes had followed: here numbers 2 and 4. */
    @Test
    void aRollbackSkipsWithdrawnPromotions() throws IOException {
        Path old = Path.of("src/test/resources/registry-with-withdrawals/digits/aliases/champion");
        Files.createDirectories(local);
        for (String file : List.of("000000001.json", "000000003.json", "000000005.json", "000000006.json")) {
            Files.copy(old.resolve(file), local.resolve(file));
        }
        assertThat(version(alias())).isEqualTo(4);
        assertThat(alias().history()).extracting(AliasEntry::before).containsExactly(0, 2, 4, 5);
        assertThat(alias().rollback("test", "").version()).isEqualTo(3);
        assertThat(warnings).isEmpty();
        assertThat(alias().rollback("test", "").version()).isEqualTo(2);
        assertThat(alias().rollback("test", "").version()).isEqualTo(1);
        assertThat(warnings).hasSize(2).first().asString().startsWith("promotion 4 of champion is missing; ");
        assertThatThrownBy(() -> alias().rollback("test", "")).isInstanceOf(ConfigurationException.class);
        alias().promote(2, "test", "");
        assertThat(alias().history()).extracting(AliasEntry::number).containsExactly(1, 3, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void aPromotionWithoutAFreeNumberIsAnError() {
        AliasEntry last = new AliasEntry(999_999_999, 1, 0, "2026-11-21T00:00:00Z", "test", "");
        Folder folder = Folder.of(local.toString(), new Configuration());
        folder.write("999999999.json", CheckedRecord.bytes(last, AliasEntry.class));
        assertThat(version(alias())).isEqualTo(1);
        assertThatThrownBy(() -> alias().promote(2, "test", ""))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("has no number after 999999999");
    }

    /** Earlier releases wrote the first of these after {@code 999999999.json}; it was never current. */
    @ParameterizedTest
    @ValueSource(strings = {"1000000000.json", "3.json", "0000000003.json"})
    void aFileWithoutNineDigitsIsIgnored(String file) throws IOException {
        point(alias(), 1);
        Files.copy(local.resolve("000000001.json"), local.resolve(file));
        assertThat(version(alias())).isEqualTo(1);
        assertThat(alias().history()).hasSize(1);
        assertThat(warnings).hasSize(2).allMatch(text -> text.contains(file + " is not a promotion: its name "));
        alias().promote(2, "test", "");
        assertThat(version(alias())).isEqualTo(2);
    }

    @Test
    void theCurrentVersionIsNotPromotedAgain() {
        point(alias(), 1);
        alias().promote(1, "test", "");
        assertThat(alias().history()).hasSize(1);
    }

    @Test
    void failingStorageKeepsTheCurrentEntry() {
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
    void concurrentPromotionsAreOrdered() throws Exception {
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
