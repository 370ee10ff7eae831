/** A Kafka broker of one's own. */
@NullMarked
package io.tifl.broker;

import org.jspecify.annotations.NullMarked;
