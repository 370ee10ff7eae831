/**
 * Models on analog devices: noise on trained weights, what it costs in accuracy, and training that expects it (Fagbohungbe and Qian,
 * Benchmarking Inference Performance of Deep Learning Models on Analog Devices, arXiv 2011.11840).
 */
@NullMarked
package io.tifl.experiments.noise;

import org.jspecify.annotations.NullMarked;
