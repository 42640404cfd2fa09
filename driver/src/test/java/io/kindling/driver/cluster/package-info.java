/** Test utilities for clusters of Spark processes with faults, and tests of the same bits on every cluster. */
package io.kindling.driver.cluster;
