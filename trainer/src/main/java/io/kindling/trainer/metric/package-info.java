/**
 * Metrics as sums that merge. Read {@link io.kindling.trainer.metric.Metric} and
 * {@link io.kindling.trainer.metric.MetricSums} first; each metric is one file. Depends on {@code loss} and
 * {@code layout}.
 */
package io.kindling.trainer.metric;
