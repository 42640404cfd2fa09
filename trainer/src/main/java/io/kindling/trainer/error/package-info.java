/**
 * The exceptions that are part of the product, each with one exit code, and the text of their messages. Read {@link
 * io.kindling.trainer.error.KindlingException} first. Depends on {@code redaction}.
 */
package io.kindling.trainer.error;
