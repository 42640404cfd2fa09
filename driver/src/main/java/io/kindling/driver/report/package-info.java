/** The HTML report of a run. Read {@link io.kindling.driver.report.RunView} first. Depends on {@code tracking}. */
package io.kindling.driver.report;
