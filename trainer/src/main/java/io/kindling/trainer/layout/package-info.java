/**
 * Shapes of examples, and the layout of parameters and buffers in flat arrays. Read
 * {@link io.kindling.trainer.layout.Layout} first. Depends on {@code initializer} and {@code error}.
 */
package io.kindling.trainer.layout;
