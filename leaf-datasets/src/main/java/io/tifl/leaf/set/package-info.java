/**
 * Sets of examples user by user: what publishers' files, LEAF's JSON and the store have in common. Sources push users and their
 * examples, in a fixed order, into sinks, so that sets larger than memory pass through.
 */
@NullMarked
package io.tifl.leaf.set;

import org.jspecify.annotations.NullMarked;
