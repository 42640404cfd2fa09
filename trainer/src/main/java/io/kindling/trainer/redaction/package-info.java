/**
 * Masks secrets in text. {@link io.kindling.trainer.redaction.SecretText} knows the shapes of secrets, {@link io.kindling.trainer.redaction.SecretKeys} the names of keys that hold them, and
 * {@link io.kindling.trainer.redaction.HarmlessOptions} the options whose values are shown. All rules are functions of the text alone; the package depends on nothing.
 */
package io.kindling.trainer.redaction;
