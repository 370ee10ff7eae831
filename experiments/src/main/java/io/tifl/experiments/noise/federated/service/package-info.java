/**
 * Evaluations of robustness as a part of the coordinator's service: {@code /v1/noise-evaluations}, kept in its store. Only this package uses
 * Spring.
 */
@NullMarked
package io.tifl.experiments.noise.federated.service;

import org.jspecify.annotations.NullMarked;
