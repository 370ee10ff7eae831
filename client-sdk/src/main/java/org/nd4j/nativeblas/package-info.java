/** A stand-in for a class that ND4J 1.0.0-M2 moved and still looks for here; see {@link org.nd4j.nativeblas.Nd4jCpu}. */
@NullMarked
package org.nd4j.nativeblas;

import org.jspecify.annotations.NullMarked;
