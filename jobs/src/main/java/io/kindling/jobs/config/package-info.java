/**
 * Options that several commands share: configuration, overrides, date and registry. Read
 * {@link io.kindling.jobs.config.ConfigOptions} first.
 */
package io.kindling.jobs.config;
