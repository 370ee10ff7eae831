/** A follower: runs one benchmark on this machine. */
@NullMarked
package io.tifl.experiments.benchmark.run;

import org.jspecify.annotations.NullMarked;
