/** The device's end of docs/kafka.md. Needs kafka-clients, which the SDK's other parts do without. */
@NullMarked
package io.tifl.client.kafka;

import org.jspecify.annotations.NullMarked;
