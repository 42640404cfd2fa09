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
 * The same elements, computed wherever there is room. Spark wants to run a task on the host that its input was shuffled from; of data that began as one file, that is a single host, which then
 * would also keep all that is trained on, and work alone.
 *
 * @param <T> what the elements are
 */
final class HostSpreadRDD<T> extends RDD<T> {
    private static final long serialVersionUID = 1L;

    /** As many as Spark has to look through for each task; neighbouring partitions begin with other ones. */
    private static final int HOSTS_A_PARTITION = 16;

    private final RDD<T> elements;

    HostSpreadRDD(RDD<T> elements, ClassTag<T> type) {
        super(elements, type);
        this.elements = elements;
    }

    /** Those that have executors now, which may be more than when the preparation began. */
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

    /** Hosts for a partition, of all that there are. */
    private static List<String> hosts(int partition, List<String> all) {
        List<String> rotated = new ArrayList<>(all);
        Collections.rotate(rotated, -partition);
        return rotated.subList(0, Math.min(HOSTS_A_PARTITION, rotated.size()));
    }

    @Override
    public Partition[] getPartitions() {
        return elements.partitions();
    }

    @Override
    public Iterator<T> compute(Partition split, TaskContext context) {
        return elements.iterator(split, context);
    }

    /** Under Scala 2.12, whose {@code Seq} is another type, this overrides nothing, and Spark places tasks as it will. */
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
