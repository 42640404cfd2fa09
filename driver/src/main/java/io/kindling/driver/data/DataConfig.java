package io.kindling.driver.data;

import io.kindling.driver.data.order.RowOrder;
import io.kindling.driver.data.scaling.NoScaling;
import io.kindling.driver.data.scaling.Scaling;
import io.kindling.driver.data.source.DataSource;
import io.kindling.trainer.config.Inline;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;
import java.util.Objects;

/**
 * The examples: their sources, and how they are read, split, scaled and chunked.
 *
 * @param sources of the training, validation and test examples
 * @param table roles and rules of the columns
 * @param scaling of the features, fitted on the training examples
 * @param order of the examples before they are shuffled each epoch
 * @param badRows what to do with rows that cannot be used for training
 * @param balance of the classes
 * @param chunkMegabytes size of a chunk of examples in MiB; examples are shuffled within a chunk, and the chunks among
 *     each other
 */
public record DataConfig(
        @Inline SourcesConfig sources,
        @Inline TableConfig table,
        Scaling scaling,
        RowOrder order,
        BadRows badRows,
        @Inline BalanceConfig balance,
        int chunkMegabytes)
        implements Serializable {
    private static final int MAX_CHUNK_MEGABYTES = 4096;

    public DataConfig {
        Objects.requireNonNull(sources, "sources");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(scaling, "scaling");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(badRows, "badRows");
        Objects.requireNonNull(balance, "balance");
        Dimensions.positive("data.chunkMegabytes", chunkMegabytes);
        if (chunkMegabytes > MAX_CHUNK_MEGABYTES) {
            throw new ConfigurationException("Invalid data.chunkMegabytes: " + chunkMegabytes + " (must be at most "
                    + MAX_CHUNK_MEGABYTES + ")");
        }
    }

    public DataConfig(DataSource source) {
        this(new SourcesConfig(source), new TableConfig());
    }

    public DataConfig(SourcesConfig sources, TableConfig table) {
        this(sources, table, new NoScaling(), RowOrder.CONTENT, new Fail(), new BalanceConfig(), 32);
    }

    /** Returns this configuration with other training examples and nothing prepared. */
    public DataConfig withSource(DataSource other) {
        return new DataConfig(sources.withSource(other), table, scaling, order, badRows, balance, chunkMegabytes);
    }

    /** Returns this configuration with other columns. */
    public DataConfig withTable(TableConfig other) {
        return new DataConfig(sources, other, scaling, order, badRows, balance, chunkMegabytes);
    }

    /** Returns this configuration with another scaling. */
    public DataConfig withScaling(Scaling other) {
        return new DataConfig(sources, table, other, order, badRows, balance, chunkMegabytes);
    }

    /** Returns this configuration with another treatment of bad rows. */
    public DataConfig withBadRows(BadRows other) {
        return new DataConfig(sources, table, scaling, order, other, balance, chunkMegabytes);
    }

    /**
     * Returns the number of rows per chunk.
     *
     * @param valuesPerExample floats per example
     */
    public int chunkRows(int valuesPerExample) {
        long rows = ((long) chunkMegabytes << 20) / ((long) Float.BYTES * valuesPerExample);
        return (int) Math.max(1, Math.min(rows, Integer.MAX_VALUE / 2));
    }
}
