/** The results of arXiv 2010.00578 that are reproduced, part by part. */
@NullMarked
package io.tifl.experiments.ssl.study;

import org.jspecify.annotations.NullMarked;
