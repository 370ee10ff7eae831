/** Partitioners by name, with settings as text: {@link io.tifl.leaf.PartitionerFactory}. */
@NullMarked
package io.tifl.leaf.partition;

import org.jspecify.annotations.NullMarked;
