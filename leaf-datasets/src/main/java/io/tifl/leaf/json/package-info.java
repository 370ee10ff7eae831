/** LEAF's own JSON, at any stage of its preparation: read as a source of a set, and written from a stored one. */
@NullMarked
package io.tifl.leaf.json;

import org.jspecify.annotations.NullMarked;
