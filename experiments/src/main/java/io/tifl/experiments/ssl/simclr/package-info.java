/** Learning by contrast between two views (Chen et al., SimCLR, arXiv 2002.05709). */
@NullMarked
package io.tifl.experiments.ssl.simclr;

import org.jspecify.annotations.NullMarked;
