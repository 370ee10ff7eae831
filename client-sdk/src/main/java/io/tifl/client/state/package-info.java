/** Files that outlive the process: written whole or not at all, read only if undamaged. */
@NullMarked
package io.tifl.client.state;

import org.jspecify.annotations.NullMarked;
