/**
 * Results of an evaluation: metrics by loss, the table of classes, and the examples with the largest errors. Read
 * {@link io.kindling.driver.evaluation.ReportedMetrics} first. Depends on {@code training} and {@code model}.
 */
package io.kindling.driver.evaluation;
