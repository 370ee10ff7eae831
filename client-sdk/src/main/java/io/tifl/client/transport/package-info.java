/** What the client's ends of HTTP and Kafka have in common. */
@NullMarked
package io.tifl.client.transport;

import org.jspecify.annotations.NullMarked;
