package io.kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A standalone Spark cluster of child processes on loopback: one master, and workers with one core each. Workers
 * alternate between 127.0.0.2 and 127.0.0.3 because Spark treats addresses as hosts and places no speculative copy on
 * the host of the original. Closing the cluster kills all processes, including the executors.
 */
public final class StandaloneCluster implements AutoCloseable {
    private static final String MASTER_HOST = "127.0.0.1";
    private static final List<String> WORKER_HOSTS = List.of("127.0.0.2", "127.0.0.3");
    /** Memory of an executor, and of a worker with room for one executor. */
    static final String EXECUTOR_MEMORY = "700m";

    static final int WORKER_MEGABYTES = 1024;

    private static final Path SPARK =
            Path.of(System.getenv().getOrDefault("SPARK_HOME", "target/spark")).toAbsolutePath();
    private static final long LIMIT_SECONDS = 300;
    private static final long POLL_MILLISECONDS = 100;

    private final Path folder;
    private final int port;
    private final int webPort;
    private final List<Process> processes = new ArrayList<>();

    private StandaloneCluster(Path folder) throws IOException {
        this.folder = folder;
        this.port = freePort();
        this.webPort = freePort();
    }

    /**
     * Starts a cluster and waits until every worker is registered.
     *
     * @param workers number of workers with one core each
     * @param megabytes memory of each worker for its executors, in MiB
     * @param folder folder for logs and files of the workers
     */
    public static StandaloneCluster start(int workers, int megabytes, Path folder) throws IOException {
        StandaloneCluster cluster = new StandaloneCluster(Files.createDirectories(folder));
        try {
            cluster.startMaster();
            cluster.await(0);
            for (int worker = 0; worker < workers; worker++) {
                cluster.startWorker(worker, megabytes);
            }
            cluster.await(workers);
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** The value of {@code spark.master}. */
    public String url() {
        return "spark://" + MASTER_HOST + ":" + port;
    }

    /**
     * Creates a session with executors of one core each.
     *
     * @param executors number of executors, at most the number of workers
     * @param more additional settings
     */
    SparkSession session(int executors, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("spark.cores.max", Integer.toString(executors));
        settings.put("spark.executor.memory", EXECUTOR_MEMORY);
        return Trainings.session(url(), settings);
    }

    /** The executor processes, found by tasks that return their process. Only processes of this cluster are killed. */
    static Set<ProcessHandle> executors(SparkSession spark, int executors) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<Integer> tasks = Collections.nCopies(4 * executors, 0);
        Set<Long> pids = new HashSet<>();
        while (pids.size() < executors) {
            pids.addAll(context.parallelize(tasks, tasks.size())
                    .map(task -> ProcessHandle.current().pid())
                    .collect());
        }
        Set<ProcessHandle> processes = new HashSet<>();
        for (long pid : pids) {
            processes.add(ProcessHandle.of(pid).orElseThrow());
        }
        assertThat(processes).doesNotContain(ProcessHandle.current());
        return processes;
    }

    private void startMaster() throws IOException {
        launch(
                "master",
                MASTER_HOST,
                "org.apache.spark.deploy.master.Master",
                "--host",
                MASTER_HOST,
                "--port",
                Integer.toString(port),
                "--webui-port",
                Integer.toString(webPort));
    }

    private void startWorker(int worker, int megabytes) throws IOException {
        String host = WORKER_HOSTS.get(worker % WORKER_HOSTS.size());
        launch(
                "worker" + worker,
                host,
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                host,
                "--cores",
                "1",
                "--memory",
                megabytes + "m",
                "--webui-port",
                "0",
                "--work-dir",
                folder.resolve("work" + worker).toString(),
                url());
    }

    private void launch(String name, String host, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "@" + SPARK.resolve("conf/java-options"),
                "-cp",
                SPARK.resolve("conf") + ":" + SPARK.resolve("jars") + "/*",
                main));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", SPARK.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", host);
        builder.environment().put("SPARK_LOCAL_DIRS", folder.resolve("local").toString());
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        processes.add(builder.start());
    }

    /** Polls the master's web page until the given number of workers is registered. */
    private void await(int workers) throws IOException {
        long began = System.nanoTime();
        while (registered() < workers) {
            for (Process process : processes) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("A process of the cluster ended: "
                            + process.info().commandLine().orElse("?") + "; see the logs in " + folder);
                }
            }
            if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                throw new IllegalStateException("The cluster is not up after " + LIMIT_SECONDS + " s; see " + folder);
            }
            pause();
        }
    }

    /** Number of registered workers; -1 while the master does not answer. */
    private int registered() {
        URI page = URI.create("http://" + MASTER_HOST + ":" + webPort + "/json/");
        try (InputStream json = page.toURL().openStream()) {
            return new ObjectMapper().readTree(json).path("aliveworkers").asInt(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The logs of the processes, for messages of failed tests. */
    public String logs() {
        try (Stream<Path> files = Files.walk(folder)) {
            StringBuilder logs = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".log") || name.equals("stderr")) {
                    logs.append("== ").append(file).append('\n').append(Files.readString(file));
                }
            }
            return logs.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>();
        for (Process process : processes) {
            process.descendants().forEach(all::add);
            all.add(process.toHandle());
        }
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }
}
