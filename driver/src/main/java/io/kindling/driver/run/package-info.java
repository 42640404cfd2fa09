/**
 * Training from configuration to run folder: preflight checks, resume, journal, summary, provenance. Read {@link
 * io.kindling.driver.run.Experiment} first. Depends on {@code config}, {@code training}, {@code checkpoint}, {@code
 * model}, {@code evaluation}, {@code tracking}, {@code report} and {@code lock}.
 */
package io.kindling.driver.run;
