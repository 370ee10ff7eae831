/**
 * Self-supervised learning on images: random views, encoders, trainings of BYOL and SimCLR, and how good the features
 * are that come of them.
 */
@NullMarked
package io.tifl.experiments.ssl.image;

import org.jspecify.annotations.NullMarked;
