/**
 * Prepared examples as blocks, and the partitions that hold them. Read {@link io.kindling.driver.data.block.ShardBlock}
 * first. Depends on no other package of {@code data}.
 */
package io.kindling.driver.data.block;
