/** A test kit of real Spark processes and of faults, and the proof that the same bits come out on any cluster. */
package io.kindling.driver.cluster;
