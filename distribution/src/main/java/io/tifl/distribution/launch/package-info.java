/** What the executable jar starts with; needs nothing but the JDK. */
@NullMarked
package io.tifl.distribution.launch;

import org.jspecify.annotations.NullMarked;
