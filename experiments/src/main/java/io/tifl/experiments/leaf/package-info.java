/** LEAF (Caldas et al., arXiv 1812.01097): how it chooses clients and what it measures, as its reference implementation does. */
@NullMarked
package io.tifl.experiments.leaf;

import org.jspecify.annotations.NullMarked;
