"""Writes epsilons.csv beside this program: what the accountants are compared with.

Nothing here is how they work it out. Renyi divergences come from the binomial sum (whole orders) or mpmath's adaptive
quadrature (others), with 40 digits. Epsilons of single rounds and of rounds without sampling solve closed formulas for
delta. Epsilons of many rounds lie between two discretisations, one that rounds each loss down and one that rounds it up,
on a grid so fine that the two agree to 0.5 %; the file has their middle. Needs Python 3.11, mpmath, numpy and scipy.
"""

import math
import pathlib

import mpmath as mp
import numpy as np
from scipy.signal import fftconvolve
from scipy.special import ndtr, log_ndtr

mp.mp.dps = 40
FAMOUS_ORDERS = [1.1, 1.5, 2, 2.7, 5, 8, 16, 32, 64]


def phi(x):
    return mp.ncdf(x)


# --- Renyi divergence of the sampled Gaussian -----------------------------------------------------------------------------
def divergence(order, rate, sigma):
    order, rate, sigma = mp.mpf(order), mp.mpf(rate), mp.mpf(sigma)
    if order == int(order):
        total = mp.fsum(
            mp.binomial(order, k) * (1 - rate) ** (order - k) * rate**k * mp.exp((k * k - k) / (2 * sigma**2))
            for k in range(int(order) + 1)
        )
    else:
        def integrand(z):
            ratio = (1 - rate) + rate * mp.exp((2 * z - 1) / (2 * sigma**2))
            return mp.npdf(z, 0, sigma) * ratio**order

        cuts = [-30 * sigma, -5 * sigma, 0, 0.5, 1, order, order + 5 * sigma, order + 30 * sigma]
        total = mp.quad(integrand, sorted(cuts))
    return mp.log(total) / (order - 1)


# --- one round, by the closed formula for delta ---------------------------------------------------------------------------
def delta_once(eps, rate, sigma, way):
    """way: add, remove, substitute (sigma is then over half of what one client moves)."""
    eps, rate, sigma = mp.mpf(eps), mp.mpf(rate), mp.mpf(sigma)
    if way == "substitute":
        sigma = sigma / 2
    if way in ("remove", "substitute"):  # (1-q) N0 + q N1 against N0
        ratio = (mp.exp(eps) - 1 + rate) / rate
        x = sigma**2 * mp.log(ratio) + mp.mpf(1) / 2
        p = (1 - rate) * phi(-x / sigma) + rate * phi((1 - x) / sigma)
        return p - mp.exp(eps) * phi(-x / sigma)
    ratio = (mp.exp(-eps) - 1 + rate) / rate  # N0 against (1-q) N0 + q N1
    if ratio <= 0:
        return mp.mpf(0)
    x = sigma**2 * mp.log(ratio) + mp.mpf(1) / 2
    q = (1 - rate) * phi(x / sigma) + rate * phi((x - 1) / sigma)
    return phi(x / sigma) - mp.exp(eps) * q


def solve(delta_of, delta):
    low, high = mp.mpf(0), mp.mpf(1)
    if delta_of(low) <= delta:
        return low
    while delta_of(high) > delta:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        if delta_of(middle) > delta:
            low = middle
        else:
            high = middle
    return high


# --- many rounds, between two roundings -----------------------------------------------------------------------------------
def losses(rate, sigma, way, step, up):
    """Masses of the loss under the first distribution, each loss rounded up or down to the grid: (lowest index, masses)."""
    if way == "substitute":
        sigma = sigma / 2
    points = np.linspace(-11 * sigma, 1 + 11 * sigma, 4_000_001)
    left, right = points[:-1], points[1:]
    middle = (left + right) / 2
    zero = ndtr(right / sigma) - ndtr(left / sigma)
    zero = np.where(left > 0, ndtr(-left / sigma) - ndtr(-right / sigma), zero)
    one = ndtr((right - 1) / sigma) - ndtr((left - 1) / sigma)
    one = np.where(left > 1, ndtr((1 - left) / sigma) - ndtr((1 - right) / sigma), one)
    gain = np.log1p(rate * np.expm1((2 * middle - 1) / (2 * sigma**2)))
    if way == "remove":
        parts = [(gain, (1 - rate) * zero + rate * one)]
    elif way == "add":
        parts = [(-gain, zero)]
    else:
        # For losses above 0 the mixture against N0; below 0 N1 against (1-q) N1 + q N0; the rest makes no difference.
        above = gain > 0
        mirrored = -np.log1p(rate * np.expm1(-(2 * middle - 1) / (2 * sigma**2)))
        below = mirrored < 0
        mass_above = ((1 - rate) * zero + rate * one)[above]
        mass_below = one[below]
        rest = 1 - mass_above.sum() - mass_below.sum()
        parts = [(gain[above], mass_above), (mirrored[below], mass_below), (np.zeros(1), np.array([max(rest, 0)]))]
    rounding = np.ceil if up else np.floor
    index = np.concatenate([rounding(values / step).astype(int) for values, _ in parts])
    mass = np.concatenate([mass for _, mass in parts])
    lowest = index.min()
    return lowest, np.bincount(index - lowest, weights=mass)


def power(lowest, mass, times, limit=1e-17):
    result = (0, np.ones(1))
    base = (lowest, mass)
    while times:
        if times & 1:
            result = trim(result[0] + base[0], fftconvolve(result[1], base[1]), limit)
        base = trim(2 * base[0], fftconvolve(base[1], base[1]), limit)
        times >>= 1
    return result


def trim(lowest, mass, limit):
    mass = np.maximum(mass, 0)
    keep = np.nonzero(mass > limit)[0]
    return lowest + keep[0], mass[keep[0] : keep[-1] + 1]


def epsilon_many(rounds, delta, way, step, chance=1.0):
    ends = []
    for up in (False, True):
        total = (0, np.ones(1))
        for rate, sigma, times in rounds:
            lowest, mass = losses(rate, sigma, way, step, up)
            if chance < 1:
                low, high = min(lowest, 0), max(lowest + len(mass) - 1, 0)
                mixed = np.zeros(high - low + 1)
                mixed[lowest - low : lowest - low + len(mass)] = chance * mass
                mixed[-low] += 1 - chance
                lowest, mass = low, mixed
            one = power(lowest, mass, times)
            total = trim(total[0] + one[0], fftconvolve(total[1], one[1]), 1e-17)
        loss = (total[0] + np.arange(len(total[1]))) * step

        def delta_of(eps):
            above = loss > eps
            return float(np.sum(total[1][above] * -np.expm1(eps - loss[above])))

        ends.append(float(solve(lambda e: delta_of(float(e)), delta)))
    assert ends[1] - ends[0] <= 0.005 * max(ends[1], 0.05), (rounds, way, ends)
    return sum(ends) / 2


def main():
    lines = ["# kind,rate,tier chance,noise multiplier,rounds,order or delta,value"]

    def write(kind, rate, chance, sigma, times, at, value):
        lines.append(f"{kind},{rate},{chance},{sigma},{times},{at},{mp.nstr(mp.mpf(value), 12)}")

    for rate, sigma in [(0.01, 1.1), (0.001, 0.7), (0.1, 2.0), (0.5, 1.0), (0.00417, 0.5), (0.02, 8.0)]:
        for order in FAMOUS_ORDERS:
            write("renyi", rate, 1, sigma, 1, order, divergence(order, rate, sigma))
    for rate, sigma in [(1, 1.0), (1, 0.3), (0.2, 1.0), (0.05, 0.6), (0.01, 4.0)]:
        for delta in ("1e-3", "1e-5", "1e-8"):
            both = max(solve(lambda e: delta_once(e, rate, sigma, way), mp.mpf(delta)) for way in ("add", "remove"))
            write("poisson", rate, 1, sigma, 1, delta, both)
            write("fixed", rate, 1, sigma, 1, delta,
                  solve(lambda e: delta_once(e, rate, sigma, "substitute"), mp.mpf(delta)))
    for sigma, times in [(10.0, 100), (30.0, 1000), (1.0, 4)]:
        # A hundred rounds at deviation 10 are one at deviation 1.
        together = sigma / math.sqrt(times)
        for delta in ("1e-5", "1e-8"):
            write("poisson", 1, 1, sigma, times, delta,
                  solve(lambda e: delta_once(e, 1, together, "remove"), mp.mpf(delta)))
    for rate, sigma, times, step in [(0.01, 1.1, 1000, 2e-6), (0.1, 2.0, 200, 2e-5), (0.05, 1.0, 100, 2e-5),
                                     (0.00417, 1.3, 3600, 1e-6)]:
        value = max(epsilon_many([(rate, sigma, times)], 1e-5, way, step) for way in ("add", "remove"))
        write("poisson", rate, 1, sigma, times, "1e-5", value)
    for rate, sigma, times, step in [(0.1, 4.0, 200, 2e-5), (0.05, 2.0, 100, 2e-5)]:
        write("fixed", rate, 1, sigma, times, "1e-5", epsilon_many([(rate, sigma, times)], 1e-5, "substitute", step))
        write("fixed", rate, 0.2, sigma, times, "1e-5",
              epsilon_many([(rate, sigma, times)], 1e-5, "substitute", step, 0.2))
    pathlib.Path(__file__).with_name("epsilons.csv").write_text("\n".join(lines) + "\n")


main()
