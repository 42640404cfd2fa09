/**
 * Versions of a model and the aliases that point to them. Read {@link io.kindling.driver.registry.RegisteredModel}
 * first. Depends on {@code storage} and {@code data.source}.
 */
package io.kindling.driver.registry;
