/** Pictures and tables of what the clients of a data set hold. */
@NullMarked
package io.tifl.experiments.data;

import org.jspecify.annotations.NullMarked;
