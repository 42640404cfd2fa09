/**
 * Masks secrets in configurations, texts and output. Read {@link io.kindling.driver.redaction.Redaction} first. Depends
 * on no other package of the driver.
 */
package io.kindling.driver.redaction;
