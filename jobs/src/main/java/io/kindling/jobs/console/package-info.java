/** Masks secrets in the terminal output of commands. Depends on no other package of this module. */
package io.kindling.jobs.console;
