/**
 * The covariance operator by which contrast multiplies the weights of each layer, computed without sampling (arXiv
 * 2010.00578, theorems 1 to 4).
 */
@NullMarked
package io.tifl.experiments.ssl.covariance;

import org.jspecify.annotations.NullMarked;
