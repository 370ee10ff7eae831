/** A small federation on one machine, coordinator and clients, to be looked at while it runs. */
@NullMarked
package io.tifl.experiments.demo;

import org.jspecify.annotations.NullMarked;
