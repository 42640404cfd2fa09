/**
 * The web page of a running training. Read {@link io.kindling.driver.live.LiveServer} first. Depends on {@code report}.
 */
package io.kindling.driver.live;
