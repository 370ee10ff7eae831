/** x86-64 code generated at run time: an assembler, memory to run it from, and what the processor offers. */
@NullMarked
package io.tifl.kernels.jit;

import org.jspecify.annotations.NullMarked;
