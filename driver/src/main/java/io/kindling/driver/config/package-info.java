/**
 * The configuration of an experiment as records, one per section of the file. Read {@link
 * io.kindling.driver.config.ExperimentConfig} first. Depends on the records of {@code data}, {@code training}, {@code
 * registry} and {@code tracking}.
 */
package io.kindling.driver.config;
