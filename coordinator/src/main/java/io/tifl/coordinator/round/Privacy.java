package io.tifl.coordinator.round;

import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.protocol.auth.NoiseSource;

/**
 * What makes a job differentially private, beside the noise around its rule.
 *
 * @param budget what the job may cost a client
 * @param noise where the noise comes from, and who is drawn: an amplification by sampling holds for who cannot foresee it
 */
public record Privacy(PrivacyBudget budget, NoiseSource noise) {}
