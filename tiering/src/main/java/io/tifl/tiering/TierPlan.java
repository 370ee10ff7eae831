package io.tifl.tiering;

/** The clients, their tiers, and each tier's probability, credits and accuracy. Immutable. */
public final class TierPlan {}
