/** One mechanism for every plug-in: a name, the service loader and a catalogue. */
@NullMarked
package io.tifl.protocol.plugin;

import org.jspecify.annotations.NullMarked;
