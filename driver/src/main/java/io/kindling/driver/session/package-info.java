/**
 * The settings and serializers that a Spark session needs. Read {@link io.kindling.driver.session.SparkSettings} first. Depends on the packages whose
 * types it registers.
 */
package io.kindling.driver.session;
