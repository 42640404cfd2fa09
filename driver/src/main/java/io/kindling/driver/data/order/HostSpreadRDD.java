package io.kindling.driver.data.order;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.Partition;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.BlockManagerId;
import scala.collection.Iterator;
import scala.collection.immutable.$colon$colon;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag;

/**
 * Computes the elements of another RDD on all hosts. Spark prefers to run a task on the host that holds the shuffle
 * files of its input. If the data starts as one file, this is a single host, which would then store all training data
 * and do all the work.
 *
 * @param <T> type of the elements
 */
final class HostSpreadRDD<T> extends RDD<T> {
    private static final long serialVersionUID = 1L;

    /** Maximum number of hosts that Spark checks per task. Each partition starts with another host. */
    private static final int HOSTS_PER_PARTITION = 16;

    private final RDD<T> elements;

    HostSpreadRDD(RDD<T> elements, ClassTag<T> type) {
        super(elements, type);
        this.elements = elements;
    }

    /** Returns the hosts that have executors now. Executors can join after the preparation started. */
    private List<String> hosts() {
        if (context().isLocal()) {
            return List.of();
        }
        TreeSet<String> hosts = new TreeSet<>();
        Iterator<BlockManagerId> processes =
                SparkEnv.get().blockManager().master().getMemoryStatus().keysIterator();
        while (processes.hasNext()) {
            BlockManagerId process = processes.next();
            if (!process.isDriver()) {
                hosts.add(process.host());
            }
        }
        return List.copyOf(hosts);
    }

    /** Returns the preferred hosts of a partition. */
    private static List<String> hosts(int partition, List<String> all) {
        List<String> rotated = new ArrayList<>(all);
        Collections.rotate(rotated, -partition);
        return rotated.subList(0, Math.min(HOSTS_PER_PARTITION, rotated.size()));
    }

    @Override
    public Partition[] getPartitions() {
        return elements.partitions();
    }

    @Override
    public Iterator<T> compute(Partition split, TaskContext context) {
        return elements.iterator(split, context);
    }

    /**
     * Returns the preferred hosts. With Scala 2.12, whose {@code Seq} is another type, this method overrides nothing
     * and Spark chooses the hosts.
     */
    @Override
    public Seq<String> getPreferredLocations(Partition split) {
        scala.collection.immutable.List<String> preferred = noHosts();
        List<String> wanted = hosts(split.index(), hosts());
        for (int i = wanted.size() - 1; i >= 0; i--) {
            preferred = new $colon$colon<>(wanted.get(i), preferred);
        }
        return preferred;
    }

    @SuppressWarnings("unchecked")
    private static scala.collection.immutable.List<String> noHosts() {
        return (scala.collection.immutable.List<String>) (scala.collection.immutable.List<?>) Nil$.MODULE$;
    }
}
