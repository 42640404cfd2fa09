/**
 * Configuration as records: binds a YAML or JSON tree to records, and writes records with all defaults. Read
 * {@link io.kindling.trainer.config.RecordReader} first. Depends on {@code error} and {@code redaction}.
 */
package io.kindling.trainer.config;
