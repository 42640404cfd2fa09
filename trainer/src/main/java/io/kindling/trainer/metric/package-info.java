/**
 * Metrics as sums that merge. Read {@link io.kindling.trainer.metric.Metric} and {@link io.kindling.trainer.metric.MetricSums} first; a metric is one
 * file. Depends on {@code loss} and {@code layout}.
 */
package io.kindling.trainer.metric;
