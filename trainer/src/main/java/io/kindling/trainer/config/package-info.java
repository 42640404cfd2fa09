/**
 * Configuration as records: a tree of YAML or JSON is bound to records, strictly, and written back with every default. Read {@link
 * io.kindling.trainer.config.RecordReader} first. Depends on {@code error} and {@code redaction}.
 */
package io.kindling.trainer.config;
