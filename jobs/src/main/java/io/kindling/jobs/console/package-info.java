/** What a command prints, on its way to the terminal. Depends on no other package of this module. */
package io.kindling.jobs.console;
