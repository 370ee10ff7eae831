/** LEAF's preparation: which users and examples of a whole set are sampled, kept and split, and the set made of them. */
@NullMarked
package io.tifl.leaf.prepare;

import org.jspecify.annotations.NullMarked;
