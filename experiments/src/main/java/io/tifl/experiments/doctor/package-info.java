/** What of a machine and its surroundings matters to tifl, looked at one by one. */
@NullMarked
package io.tifl.experiments.doctor;

import org.jspecify.annotations.NullMarked;
