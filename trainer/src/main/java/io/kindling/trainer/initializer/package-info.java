/**
 * Initial values of parameters, drawn by seed and position. Read {@link io.kindling.trainer.initializer.Initializer}
 * first. Depends on {@code random}.
 */
package io.kindling.trainer.initializer;
