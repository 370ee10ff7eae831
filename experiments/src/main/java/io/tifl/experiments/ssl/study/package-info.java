/** The study of {@code docs/reproduce/ssl-dual.md}: identities, latent trees and images, with what must hold of each. */
@NullMarked
package io.tifl.experiments.ssl.study;

import org.jspecify.annotations.NullMarked;
