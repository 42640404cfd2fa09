/**
 * Numerical kernels on {@code float[]}: matrix products, transcendental functions, exact and blockwise sums, 16-bit
 * formats. All methods are pure functions of their arguments. Read {@link io.kindling.trainer.math.Gemm} first. Depends
 * on {@code error}.
 */
package io.kindling.trainer.math;
