/** Measures the cost of a training on a cluster and without Spark. */
package io.kindling.driver.benchmark;
