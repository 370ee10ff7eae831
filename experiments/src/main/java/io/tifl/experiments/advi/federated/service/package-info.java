/**
 * Fits of posteriors as a part of the coordinator's service: {@code /v1/posteriors}, kept in its store. Only this package uses Spring.
 */
@NullMarked
package io.tifl.experiments.advi.federated.service;

import org.jspecify.annotations.NullMarked;
