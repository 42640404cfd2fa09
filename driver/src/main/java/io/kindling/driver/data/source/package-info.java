/**
 * Where rows come from: files, tables, queries. Read {@link io.kindling.driver.data.source.DataSource} first; a source is one file. Depends on {@code
 * sql}, {@code spark} and {@code storage}.
 */
package io.kindling.driver.data.source;
