/**
 * Self-supervised learning with dual networks: what contrast does to weights, exactly and on data whose hidden causes
 * are known (Tian, Yu, Chen and Ganguli, Understanding Self-supervised Learning with Dual Deep Networks, arXiv
 * 2010.00578).
 */
@NullMarked
package io.tifl.experiments.ssl;

import org.jspecify.annotations.NullMarked;
