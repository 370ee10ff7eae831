/** Update codecs made of the kernels: sixteen, eight and four bits, entropy coding, sparse and one-bit updates. */
@NullMarked
package io.tifl.kernels.codec;

import org.jspecify.annotations.NullMarked;
