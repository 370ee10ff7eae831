/**
 * LEAF's data sets (Caldas et al., arXiv 1812.01097) from the files of their publishers, each a
 * {@link io.tifl.leaf.set.RawSet}. Nothing is unpacked to disk, no name in an archive is ever used as a path, and everything read
 * has a limit.
 */
@NullMarked
package io.tifl.leaf.raw;

import org.jspecify.annotations.NullMarked;
