package io.kindling.driver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kindling.driver.lock.FolderLock;
import io.kindling.driver.lock.LockOwner;
import io.kindling.driver.lock.LockTiming;
import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Fence;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.FolderOutput;
import io.kindling.driver.storage.JsonLines;
import io.kindling.trainer.error.LockedException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The guarantees of lock and registry for processes that share a file system, on a local disk and on HDFS. */
final class SharedStorageTest {
    private static final LockTiming TIMING = new LockTiming(Duration.ofMinutes(1), Duration.ofMinutes(5));
    private static final int AT_ONCE = 8;

    @TempDir
    private static Path local;

    private static MiniDFSCluster hdfs;

    /** The location of the folders. */
    private enum Storage {
        LOCAL,
        HDFS;

        String location(String name) {
            return this == LOCAL ? local.resolve(name).toString() : hdfs.getURI() + "/" + name;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        Configuration hadoop = new Configuration();
        hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, local.resolve("dfs").toString());
        hdfs = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build();
        hdfs.waitActive();
    }

    @AfterAll
    static void stop() {
        hdfs.close();
    }

    private static <T> List<T> atOnce(Callable<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        CyclicBarrier start = new CyclicBarrier(AT_ONCE);
        Callable<T> together = () -> {
            start.await();
            return task.call();
        };
        List<T> results = new ArrayList<>();
        try {
            for (Future<T> end : threads.invokeAll(Collections.nCopies(AT_ONCE, together))) {
                results.add(end.get());
            }
        } finally {
            threads.shutdown();
        }
        return results;
    }

    private static Alias alias(Folder folder) {
        return new Alias(folder, "champion", version -> {}, text -> {});
    }

    private static FolderLock lock(Folder folder) {
        return FolderLock.acquire(folder, "night", TIMING, text -> {}, () -> {});
    }

    private static Optional<FolderLock> tryLock(Folder folder) {
        try {
            return Optional.of(lock(folder));
        } catch (LockedException e) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneOfManyProcessesAcquiresTheLock(Storage storage) throws Exception {
        Folder folder = Folder.of(storage.location("locked"), new Configuration());
        for (int round = 0; round < 10; round++) {
            List<FolderLock> winners = atOnce(() -> tryLock(folder)).stream()
                    .flatMap(Optional::stream)
                    .toList();
            assertThat(winners).as("round %d", round).hasSize(1);
            assertThatThrownBy(() -> lock(folder)).isInstanceOf(LockedException.class);
            winners.get(0).requireHeld();
            winners.get(0).close();
            assertThat(folder.folder(FolderLock.FOLDER).names()).containsExactly("%012d.taken".formatted(round + 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSilentOwnerLosesTheLockAndIsNotified(Storage storage) throws Exception {
        Folder folder = Folder.of(storage.location("silent"), new Configuration());
        Folder files = folder.folder(FolderLock.FOLDER);
        LockOwner elsewhere = new LockOwner("token", "night", "other", 1, "other machine", "", "2026-11-21T00:00:00Z");
        String name = "000000000001.json";
        files.write(name, CheckedRecord.bytes(elsewhere, LockOwner.class));
        assertThatThrownBy(() -> lock(folder))
                .isInstanceOf(LockedException.class)
                .hasMessageContaining("last seen ");
        age(files, name);
        try (FolderLock slow = lock(folder)) {
            slow.requireHeld();
            files.delete("000000000002.json");
            try (FolderLock next = lock(folder)) {
                assertThatThrownBy(slow::requireHeld).isInstanceOf(LockedException.class);
                next.requireHeld();
            }
        }
    }

    /** A right that is lost right after its check: another process takes over and writes the file. */
    private record Lost(Folder folder, Folder own, AtomicInteger checks) implements Fence {
        private static final byte[] NEW = "of the new owner".getBytes(StandardCharsets.UTF_8);

        @Override
        public void requireHeld() {
            if (checks.getAndIncrement() > 0) {
                throw new LockedException("lost");
            }
            folder.delete("own");
            folder.write("file", NEW);
        }
    }

    private static Lost lost(Folder folder) {
        return new Lost(folder, folder.folder("own"), new AtomicInteger());
    }

    @ParameterizedTest
    @EnumSource
    void aChangeAfterATakeoverHasNoEffect(Storage storage) {
        Folder folder = Folder.of(storage.location("fenced"), new Configuration());
        byte[] late = "late".getBytes(StandardCharsets.UTF_8);
        List<Consumer<Folder>> changes = List.of(
                fenced -> fenced.write("file", late),
                fenced -> fenced.delete("file"),
                fenced -> fenced.createNew("new", late),
                fenced -> publish(fenced.create("file")),
                fenced -> fenced.folder("model").write("file", late));
        for (Consumer<Folder> change : changes) {
            folder.write("file", "before".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> change.accept(folder.fencedBy(lost(folder))))
                    .isInstanceOf(LockedException.class);
            assertThat(folder.read("file")).isEqualTo(Lost.NEW);
            assertThat(folder.has("new")).isFalse();
            assertThat(folder.folder("model").names()).isEmpty();
        }
    }

    private static void publish(FolderOutput file) {
        try (file) {
            file.publish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOwnerChangesExistingFiles(Storage storage) throws IOException {
        Folder folder = Folder.of(storage.location("owned"), new Configuration());
        byte[] bytes = {1, 2, 3};
        try (FolderLock lock = lock(folder)) {
            Folder owned = lock.folder();
            for (String name : List.of("first", "second")) {
                owned.folder("model").write("file", name.getBytes(StandardCharsets.UTF_8));
                assertThat(folder.folder("model").read("file")).asString().isEqualTo(name);
            }
            assertThat(owned.createNew("new", bytes)).isTrue();
            assertThat(owned.createNew("new", new byte[1])).isFalse();
            assertThat(folder.read("new")).isEqualTo(bytes);
            owned.delete("new");
            owned.delete("model");
            owned.delete("nothing");
            assertThat(folder.names()).containsExactly(FolderLock.FOLDER);
            assertThat(lock.own().names()).isEmpty();
        }
    }

    /** A stream stays open across takeovers, like the stream of the events. */
    @ParameterizedTest
    @EnumSource
    void aStreamOfAFormerOwnerIsInvisible(Storage storage) throws IOException {
        Folder folder = Folder.of(storage.location("stream"), new Configuration());
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        FolderLock slow = lock(folder);
        JsonLines late = new JsonLines(slow.folder(), "events", List.of("{\"late\":0}\n"), warnings::add);
        assertThat(folder.read("events")).asString().isEqualTo("{\"late\":0}\n");
        folder.folder(FolderLock.FOLDER).delete("000000000001.json");
        try (FolderLock next = lock(folder);
                JsonLines lines = new JsonLines(next.folder(), "events", List.of("{\"new\":0}\n"), warnings::add)) {
            late.append(JsonNodeFactory.instance.objectNode().put("late", 1));
            lines.append(JsonNodeFactory.instance.objectNode().put("new", 1));
            late.close();
            lines.append(JsonNodeFactory.instance.objectNode().put("new", 2));
        }
        slow.close();
        assertThat(folder.read("events")).asString().isEqualTo("{\"new\":0}\n{\"new\":1}\n{\"new\":2}\n");
        assertThat(folder.folder(FolderLock.FOLDER).names()).containsExactly("000000000002.taken");
    }

    private static void age(Folder folder, String name) throws IOException {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder.location(), name);
        FileSystem fileSystem = path.getFileSystem(new Configuration());
        fileSystem.setTimes(path, folder.now() - TIMING.stale().plusMinutes(1).toMillis(), -1);
    }

    @ParameterizedTest
    @EnumSource
    void versionsHaveUniqueNumbers(Storage storage) throws Exception {
        RegisteredModel model = RegisteredModel.of(storage.location("models"), "digits", new Configuration());
        List<Integer> numbers = atOnce(() -> add(model, Thread.currentThread().getName()));
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, AT_ONCE).boxed().toList());
        assertThat(model.versions()).hasSize(AT_ONCE);
        Alias champion = model.alias(Alias.CHAMPION);
        assertThat(champion.point(3, champion.current(), "test", "")).isTrue();
        assertThat(ModelReference.folder("digits@champion", storage.location("models"), new Configuration())
                        .location())
                .endsWith("/models/digits/versions/3");
    }

    private static int add(RegisteredModel model, String run) {
        ModelVersion version = new ModelVersion("digits", 0, run, "2026-11-21T00:00:00Z", 0, "sha", Map.of());
        return model.add(version, to -> List.of(to.write("payload", out -> out.write(new byte[100]))))
                .version();
    }

    /** One of several processes that promote after the same entry succeeds. */
    @ParameterizedTest
    @EnumSource
    void oneOfManyPromotersSucceeds(Storage storage) throws Exception {
        Alias alias = alias(Folder.of(storage.location("champion"), new Configuration()));
        for (int round = 0; round < 10; round++) {
            Optional<AliasEntry> seen = alias.current();
            int version = round + 1;
            List<Boolean> answers = atOnce(() -> alias.point(version, seen, "test", ""));
            assertThat(Collections.frequency(answers, true)).isEqualTo(1);
            assertThat(alias.history()).hasSize(round + 1);
        }
        assertThat(alias.point(11, alias.current(), "test", "")).isTrue();
        assertThat(alias.point(12, alias.current(), "test", "")).isTrue();
        assertThat(alias.rollback("test", "").version()).isEqualTo(11);
    }

    @ParameterizedTest
    @EnumSource
    void anIncompleteFileIsAnErrorUntilAVersionIsPromoted(Storage storage) throws IOException {
        Folder folder = Folder.of(storage.location("half"), new Configuration());
        Alias alias = alias(folder);
        alias.promote(1, "test", "");
        alias.promote(2, "test", "");
        byte[] whole = folder.read("000000002.json");
        folder.write("000000002.json", Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(alias::current).hasMessageContaining("000000002.json is not a promotion: it is cut short");
        // The state after an earlier release was killed before it closed the file: on HDFS its length is unknown.
        try (OutputStream open = folder.create("000000003.json")) {
            open.write("{".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(alias::current).hasMessageContaining(" is not a promotion: ");
            alias.promote(3, "test", "");
        }
        assertThat(alias.current()).map(AliasEntry::number).contains(4);
    }

    /** A file appears with all its bytes, and no other file is left. */
    @ParameterizedTest
    @EnumSource
    void aNewFileIsCompleteAndTheOnlyFile(Storage storage) throws Exception {
        Folder folder = Folder.of(storage.location("whole"), new Configuration());
        for (int round = 0; round < 5; round++) {
            String name = "file" + round;
            List<Boolean> answers = atOnce(() -> {
                byte[] bytes = new byte[100_000];
                Arrays.fill(bytes, (byte) Thread.currentThread().getName().hashCode());
                boolean isNew = folder.createNew(name, bytes);
                assertThat(folder.length(name)).isEqualTo(bytes.length);
                return isNew;
            });
            assertThat(Collections.frequency(answers, true)).isEqualTo(1);
            assertThat(folder.names()).hasSize(round + 1);
        }
    }
}
