/**
 * What an evaluation reports: metrics by loss, a table by class, and the examples with the largest errors. Read {@link
 * io.kindling.driver.evaluation.ReportedMetrics} first. Depends on {@code training} and {@code model}.
 */
package io.kindling.driver.evaluation;
