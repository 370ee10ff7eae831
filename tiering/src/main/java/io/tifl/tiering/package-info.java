/** Profiles, tiers and policies of TiFL (Chai et al., HPDC 2020): pure functions from plan to plan. */
@NullMarked
package io.tifl.tiering;

import org.jspecify.annotations.NullMarked;
