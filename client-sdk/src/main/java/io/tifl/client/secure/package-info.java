/** What a client keeps between the stages of secure aggregation. */
@NullMarked
package io.tifl.client.secure;

import org.jspecify.annotations.NullMarked;
