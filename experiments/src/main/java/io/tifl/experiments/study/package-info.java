/** Studies: runs of many policies and seeds in virtual time, their records on disk and their reports. */
@NullMarked
package io.tifl.experiments.study;

import org.jspecify.annotations.NullMarked;
