/**
 * Masks secrets in text. {@link io.kindling.trainer.redaction.SecretText} recognizes secrets by form,
 * {@link io.kindling.trainer.redaction.SecretKeys} by key name; {@link io.kindling.trainer.redaction.HarmlessOptions}
 * lists the options whose values are shown. All rules are pure functions of the text. Depends on nothing.
 */
package io.kindling.trainer.redaction;
