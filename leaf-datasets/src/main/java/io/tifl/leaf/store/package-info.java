/**
 * Prepared sets on disk: one file each, named by its recipe, checked, and read through mapped memory without copying. See
 * {@link io.tifl.leaf.store.StoredSet} for the format.
 */
@NullMarked
package io.tifl.leaf.store;

import org.jspecify.annotations.NullMarked;
