/**
 * Shapes of examples, and where the slices of parameters and buffers lie in flat arrays. Read {@link io.kindling.trainer.layout.Layout} first.
 * Depends on {@code initializer} and {@code error}.
 */
package io.kindling.trainer.layout;
