package io.kindling.driver.training;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.KindlingException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Converts failures on the cluster to errors with the setting to change, where it is known. */
final class ClusterErrors {
    /** Messages of exhausted memory from the JVM, from Spark (exit code 52) and from container managers (137). */
    private static final Pattern OUT_OF_MEMORY =
            Pattern.compile("OutOfMemoryError|exit(ed with)? code:? (52|137)\\b|code (52|137)\\b");

    private static final Pattern RESULTS = Pattern.compile("bigger than spark\\.driver\\.maxResultSize");
    private static final String MORE_MEMORY =
            "; give executors more memory (spark.executor.memory, with the launcher KINDLING_OPTS=-Xmx...), raise training.shards, or lower training.batchSize";

    private ClusterErrors() {}

    /**
     * Runs a task on an executor.
     *
     * @throws ConfigurationException if the heap is exhausted; the executor continues, and the driver receives the
     *     cause
     */
    static <R> R withinHeap(Supplier<R> task) {
        try {
            return task.get();
        } catch (OutOfMemoryError e) {
            // Do not set the cause: Spark ends the executor (in local mode, this process) if it finds an
            // OutOfMemoryError among the causes.
            throw new ConfigurationException("Cannot compute a task: " + e.getMessage() + " in "
                    + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB" + MORE_MEMORY);
        }
    }

    /**
     * Runs a job on the driver.
     *
     * @throws KindlingException the one thrown by an executor, or one for a failure with a known cure; other exceptions
     *     are rethrown unchanged
     */
    static void withExplanation(Runnable job) {
        try {
            job.run();
        } catch (KindlingException e) {
            throw e;
        } catch (RuntimeException e) {
            throw explanation(e).orElseThrow(() -> e);
        } catch (Exception e) {
            // Scala methods throw checked exceptions without declaring them, such as SparkException.
            throw explanation(e).orElseThrow(() -> unchecked(e));
        }
    }

    /** Throws the exception unchanged, even if it is checked. */
    static RuntimeException unchecked(Throwable thrown) {
        throw ClusterErrors.<RuntimeException>sneakyThrow(thrown);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E sneakyThrow(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private static Optional<RuntimeException> explanation(Exception thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof KindlingException kindling) {
                return Optional.of(kindling);
            }
            if (RESULTS.matcher(message).find()) {
                return Optional.of(new ConfigurationException(
                        "Cannot collect gradients: " + firstLine(message) + "; raise spark.driver.maxResultSize",
                        thrown));
            }
            if (OUT_OF_MEMORY.matcher(message).find()) {
                return Optional.of(new ConfigurationException(
                        "Cannot compute a task: " + firstLine(message) + MORE_MEMORY, thrown));
            }
        }
        return Optional.empty();
    }

    private static String firstLine(String message) {
        return message.strip().lines().findFirst().orElse("");
    }
}
