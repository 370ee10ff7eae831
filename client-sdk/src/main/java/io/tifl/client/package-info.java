/** What a device program embeds: local data, the learner contract and the client loop. */
@NullMarked
package io.tifl.client;

import org.jspecify.annotations.NullMarked;
