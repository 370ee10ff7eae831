/** Federated data sets: download, generate, read and partition. */
@NullMarked
package io.tifl.leaf;

import org.jspecify.annotations.NullMarked;
