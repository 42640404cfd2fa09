/**
 * Serializers for types of the trainer, and descriptions that are sent to executors. Serializers for types of the
 * driver are in the packages of these types. Depends on no other package of the driver.
 */
package io.kindling.driver.serialization;
