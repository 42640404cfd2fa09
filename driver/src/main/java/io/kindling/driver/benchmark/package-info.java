/** What a training costs on a cluster, and what it would cost without Spark. */
package io.kindling.driver.benchmark;
