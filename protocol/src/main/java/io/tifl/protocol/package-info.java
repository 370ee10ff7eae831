/** What both sides of a federation speak of: identifiers, parameters and their layout, settings, metrics, seeds. */
@NullMarked
package io.tifl.protocol;

import org.jspecify.annotations.NullMarked;
