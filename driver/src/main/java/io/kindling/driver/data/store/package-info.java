/**
 * Prepared data in a folder. Read {@link io.kindling.driver.data.store.PreparedStore} first. Depends on {@code data},
 * {@code block}, {@code column} and {@code storage}.
 */
package io.kindling.driver.data.store;
