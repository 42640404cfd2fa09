/**
 * Curves and events of a training, and the programs that it reports to. Read {@link
 * io.kindling.driver.tracking.Tracker} first. Depends on {@code redaction} and {@code storage}.
 */
package io.kindling.driver.tracking;
