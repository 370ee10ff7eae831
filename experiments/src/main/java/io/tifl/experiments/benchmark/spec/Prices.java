package io.tifl.experiments.benchmark.spec;

import java.util.OptionalDouble;

/**
 * What a device costs to run.
 *
 * @param perHour price of an hour, in any currency; 0 if nobody said
 * @param watts that it draws, where no meter can be read
 * @param gramsPerKwh carbon dioxide of the grid
 * @param overhead of the building, power usage effectiveness, 1 or more
 */
public record Prices(double perHour, OptionalDouble watts, double gramsPerKwh, double overhead) {}
