/**
 * Translates errors of Spark for the user. Start with {@link io.kindling.driver.spark.SparkErrors}. Depends on no other
 * package of the driver.
 */
package io.kindling.driver.spark;
