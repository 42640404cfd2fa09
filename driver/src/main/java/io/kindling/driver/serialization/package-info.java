/**
 * Serializers of types of the trainer, and descriptions that executors bind once. Serializers of the types of the driver stand beside those types.
 * Depends on nothing else of the driver.
 */
package io.kindling.driver.serialization;
