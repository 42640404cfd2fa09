/**
 * Exceptions for user errors, each with one exit code, and helpers for their messages. Read
 * {@link io.kindling.trainer.error.KindlingException} first. Depends on {@code redaction}.
 */
package io.kindling.trainer.error;
