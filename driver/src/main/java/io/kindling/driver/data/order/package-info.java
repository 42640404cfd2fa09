/**
 * Orders examples by content or as read, and assembles them into blocks. Read {@link
 * io.kindling.driver.data.order.ContentOrder} first. Depends on {@code row}, {@code sample} and {@code block}.
 */
package io.kindling.driver.data.order;
