/** The learner that trains Deeplearning4j networks, and the models it can build from a declarative spec. */
@NullMarked
package io.tifl.client.dl4j;

import org.jspecify.annotations.NullMarked;
