/**
 * The commands of {@code kindling}: each parses its options, calls the driver and returns an exit code. Read
 * {@link io.kindling.jobs.Kindling} first. No logic lives here.
 */
package io.kindling.jobs;
