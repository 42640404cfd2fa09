/**
 * Sources of rows: files, tables and queries. Each source is one class that implements {@link
 * io.kindling.driver.data.source.DataSource}; read that type first. Depends on {@code sql}, {@code spark} and {@code
 * storage}.
 */
package io.kindling.driver.data.source;
