/**
 * Errors of Spark in the words of the user. Read {@link io.kindling.driver.spark.SparkErrors} first. Depends on nothing else of the driver.
 */
package io.kindling.driver.spark;
