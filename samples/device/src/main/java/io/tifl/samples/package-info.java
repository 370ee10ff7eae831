/** Programs to begin from. */
@NullMarked
package io.tifl.samples;

import org.jspecify.annotations.NullMarked;
