package io.kindling.trainer.gradient;

import io.kindling.trainer.math.FloatFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges shards along a fixed binary tree over their numbers, whatever arrives first and wherever the parts are merged, so that the rounding of the
 * sum is the same on any cluster.
 *
 * <p>Node (level, index) covers the shards [index 2^level, (index + 1) 2^level) that exist. It is its left half merged with its right half; a half without
 * shards, or whose shards are empty, is left out. Executors merge what they hold and pass on {@link #nodes()}; the driver goes on with the same
 * rule.
 */
public final class ShardTree {
    private final int shards;
    private final int topLevel;
    private final ArrayPool gradients;
    private final FloatFormat format;
    private final Map<Long, Node> waiting = new HashMap<>();

    /** An empty tree over that many shards, which leaves the arrays that it has no more use for to the garbage collector. */
    public ShardTree(int shards) {
        this(shards, new ArrayPool(0));
    }

    /**
     * An empty tree over that many shards.
     *
     * @param gradients gets the gradient array of each shard that was merged into another. Shards that come in their order need as many arrays at a time as the tree has
     *     levels, and two more
     */
    public ShardTree(int shards, ArrayPool gradients) {
        this(shards, gradients, FloatFormat.FLOAT32);
    }

    /**
     * An empty tree whose nodes all fit a format: the gradient of each shard, and of each pair that was added, is rounded to it. So a node may travel in that format from wherever it was
     * merged, and the bits do not depend on where that was.
     *
     * @param format of the gradients; sums are taken in 32 bits
     */
    public ShardTree(int shards, ArrayPool gradients, FloatFormat format) {
        this.format = format;
        this.shards = shards;
        this.gradients = gradients;
        this.topLevel = 32 - Integer.numberOfLeadingZeros(shards - 1);
    }

    /**
     * A part of the tree whose shards are all there.
     *
     * @param sums of its shards, or null when they hold no example
     */
    public record Node(int level, int index, GradientShard sums) {}

    /** Adds one shard; {@code sums} is null when it holds no example. Its arrays may be overwritten. */
    public void add(int shard, GradientShard sums) {
        if (sums != null) {
            format.round(sums.gradientSum());
        }
        add(new Node(0, shard, sums));
    }

    /** Adds a part that was merged elsewhere. Its arrays may be overwritten. */
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

    /** The parts that wait for their siblings, in the order of their shards. */
    public List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(waiting.values());
        nodes.sort((a, b) -> Long.compare((long) a.index() << a.level(), (long) b.index() << b.level()));
        return nodes;
    }

    /** Gives the gradient arrays of {@link #nodes()} back, whose sums must no longer be read, and empties the tree. */
    public void release() {
        for (Node node : waiting.values()) {
            if (node.sums() != null) {
                gradients.giveBack(node.sums().gradientSum());
            }
        }
        waiting.clear();
    }

    /**
     * The sums of all shards.
     *
     * @throws IllegalStateException if shards are missing or no shard holds an example
     */
    public GradientShard root() {
        Node root = waiting.get(key(topLevel, 0));
        if (waiting.size() != 1 || root == null || root.sums() == null) {
            throw new IllegalStateException("Invalid tree: " + waiting.size() + " parts of " + shards + " shards");
        }
        return root.sums();
    }
}
