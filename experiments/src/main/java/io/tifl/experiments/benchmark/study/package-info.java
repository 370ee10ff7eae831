/** The figures of InferBench that can be reproduced here (arXiv 2011.02327): R1 to R7 of {@code docs/reproduce/inferbench.md}. */
@NullMarked
package io.tifl.experiments.benchmark.study;

import org.jspecify.annotations.NullMarked;
