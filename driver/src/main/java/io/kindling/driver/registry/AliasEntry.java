package io.kindling.driver.registry;

/**
 * One promotion: an alias was made to point to a version.
 *
 * @param number from 1; the largest that can be read is in force
 * @param version that it points to
 * @param before number of the entry that a rollback goes back to; 0 for none
 * @param time UTC
 * @param by run, or person
 * @param reason for people
 */
public record AliasEntry(int number, int version, int before, String time, String by, String reason) {}
