package io.kindling.driver.registry;

/**
 * One promotion: an alias was pointed to a version.
 *
 * @param number from 1; the largest readable number is current
 * @param version that the alias points to
 * @param before number of the entry that a rollback returns to; 0 for none
 * @param time UTC
 * @param by run or person
 * @param reason human-readable
 */
public record AliasEntry(int number, int version, int before, String time, String by, String reason) {}
