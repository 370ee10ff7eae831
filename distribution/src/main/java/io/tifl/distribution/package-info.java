/** Makes what is shipped from what is built: pruned jars, the executable jar, the image, the licence report. */
@NullMarked
package io.tifl.distribution;

import org.jspecify.annotations.NullMarked;
