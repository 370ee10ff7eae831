/** Models of a benchmark: generated ones, the engines that run them, ONNX, what they cost, and what a device can do at most. */
@NullMarked
package io.tifl.experiments.benchmark.model;

import org.jspecify.annotations.NullMarked;
