/**
 * The fast learner: a Deeplearning4j configuration compiled once into a straight list of kernels over preallocated memory.
 *
 * <p>A {@link io.tifl.client.compiled.CompiledLearnerFactory} reads the configuration, refuses what it does not know (then
 * Deeplearning4j itself does the work) and builds a program. Inside, images are held channel-last with the channels padded
 * to whole vectors, so that a convolution, its two gradients and both gradients of a dense layer are one and the same
 * register-tiled contraction, read in place: no patch matrix is ever built.
 */
@NullMarked
package io.tifl.client.compiled;

import org.jspecify.annotations.NullMarked;
