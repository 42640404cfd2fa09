/**
 * Settings and serializers of a Spark session. Start with {@link io.kindling.driver.session.SparkSettings}. Depends on
 * the packages whose types it registers.
 */
package io.kindling.driver.session;
