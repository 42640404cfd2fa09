/**
 * Rules of scaling as a configuration names them. Read {@link io.kindling.driver.data.scaling.Scaling} first; a rule is one file.
 */
package io.kindling.driver.data.scaling;
