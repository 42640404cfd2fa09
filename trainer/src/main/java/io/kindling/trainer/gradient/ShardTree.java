package io.kindling.trainer.gradient;

import io.kindling.trainer.math.FloatFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges shards along a fixed binary tree over their numbers. The rounding of the sum does not depend on the order of
 * arrival or on where parts are merged.
 *
 * <p>Node (level, index) covers the shards [index 2^level, (index + 1) 2^level) that exist. A node is the merge of its
 * left and right half; halves without examples are skipped. Executors merge the shards that they hold and send
 * {@link #nodes()}; the driver merges these by the same rule.
 */
public final class ShardTree {
    private final int shards;
    private final int topLevel;
    private final ArrayPool gradients;
    private final FloatFormat format;
    private final Map<Long, Node> waiting = new HashMap<>();

    /** Creates an empty tree over {@code shards} shards that does not reuse arrays. */
    public ShardTree(int shards) {
        this(shards, new ArrayPool(0));
    }

    /**
     * Creates an empty tree over {@code shards} shards.
     *
     * @param gradients receives the gradient array of each shard after it is merged into another. If shards arrive in
     *     order, at most levels + 2 arrays are in use at a time
     */
    public ShardTree(int shards, ArrayPool gradients) {
        this(shards, gradients, FloatFormat.FLOAT32);
    }

    /**
     * Creates an empty tree that rounds the gradient of each shard and of each merged pair to a number format. A node
     * can be sent in that format without further rounding, so the result does not depend on where nodes are merged.
     *
     * @param format number format of the gradients; additions are in float32
     */
    public ShardTree(int shards, ArrayPool gradients, FloatFormat format) {
        this.format = format;
        this.shards = shards;
        this.gradients = gradients;
        this.topLevel = 32 - Integer.numberOfLeadingZeros(shards - 1);
    }

    /**
     * A complete node of the tree.
     *
     * @param sums sums of its shards; null if they have no examples
     */
    public record Node(int level, int index, GradientShard sums) {}

    /** Adds one shard; {@code sums} is null if it has no examples. The tree may overwrite its arrays. */
    public void add(int shard, GradientShard sums) {
        if (sums != null) {
            format.round(sums.gradientSum());
        }
        add(new Node(0, shard, sums));
    }

    /** Adds a node that was merged elsewhere. The tree may overwrite its arrays. */
    public void add(Node node) {
        int level = node.level();
        int index = node.index();
        GradientShard sums = node.sums();
        while (level < topLevel) {
            int sibling = index ^ 1;
            if (((long) sibling << level) < shards) {
                Node other = waiting.remove(key(level, sibling));
                if (other == null) {
                    break;
                }
                sums = sibling < index ? merge(other.sums(), sums) : merge(sums, other.sums());
            }
            level++;
            index >>= 1;
        }
        waiting.put(key(level, index), new Node(level, index, sums));
    }

    private GradientShard merge(GradientShard left, GradientShard right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        left.merge(right);
        format.round(left.gradientSum());
        gradients.giveBack(right.gradientSum());
        return left;
    }

    private static long key(int level, int index) {
        return ((long) level << 32) | index;
    }

    /** The nodes that wait for their siblings, in the order of their shards. */
    public List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(waiting.values());
        nodes.sort((a, b) -> Long.compare((long) a.index() << a.level(), (long) b.index() << b.level()));
        return nodes;
    }

    /**
     * Releases the gradient arrays of {@link #nodes()} and empties the tree. The sums of these nodes must no longer be
     * read.
     */
    public void release() {
        for (Node node : waiting.values()) {
            if (node.sums() != null) {
                gradients.giveBack(node.sums().gradientSum());
            }
        }
        waiting.clear();
    }

    /**
     * Returns the sums of all shards.
     *
     * @throws IllegalStateException if a shard is missing or no shard has examples
     */
    public GradientShard root() {
        Node root = waiting.get(key(topLevel, 0));
        if (waiting.size() != 1 || root == null || root.sums() == null) {
            throw new IllegalStateException("Invalid tree: " + waiting.size() + " parts of " + shards + " shards");
        }
        return root.sums();
    }
}
