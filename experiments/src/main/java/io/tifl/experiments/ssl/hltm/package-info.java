/**
 * Hierarchical latent tree models, networks of their shape, and contrastive learning of latents nobody shows (arXiv
 * 2010.00578, section on HLTM).
 */
@NullMarked
package io.tifl.experiments.ssl.hltm;

import org.jspecify.annotations.NullMarked;
