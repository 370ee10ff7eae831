#!/usr/bin/env python3
"""Writes reference values of optimisers and rules, in double precision, from the papers' formulas alone."""

import pathlib

import numpy as np

OUT = pathlib.Path(__file__).parent
D = 6


def value(row, column, round_=0):
    """A change that a float holds exactly; the tests draw the same."""
    return ((row * 37 + column * 61 + round_ * 29 + row * column * 7) % 101 - 50) / 64


def updates(n, round_=0, d=D):
    return np.array([[value(r, c, round_) for c in range(d)] for r in range(n)])


def write(name, rows):
    with open(OUT / name, "w", newline="\n") as out:
        for key, values in rows:
            out.write(key + " " + " ".join(repr(float(v)) for v in np.atleast_1d(values)) + "\n")


# Reddi et al., ICLR 2021, algorithm 2; Hsu et al., 2019. The change of round t is row 0 of updates(1, t).
def optimisers():
    rows = []
    moments = {
        "fed-adagrad": lambda v, g: v + g**2,
        "fed-adam": lambda v, g: 0.99 * v + 0.01 * g**2,
        "fed-yogi": lambda v, g: v - 0.01 * g**2 * np.sign(v - g**2),
    }
    for name, eta, beta in [("fed-adagrad", 0.1, 0.0), ("fed-adam", 0.01, 0.9), ("fed-yogi", 0.01, 0.9)]:
        tau = 1e-3
        w, m, v = updates(1, 50)[0], np.zeros(D), np.full(D, tau**2)
        for t in range(20):
            g = updates(1, t)[0]
            m = beta * m + (1 - beta) * g
            v = moments[name](v, g)
            w = w + eta * m / (np.sqrt(v) + tau)
            rows.append((name, w))
    w, v = updates(1, 50)[0], np.zeros(D)
    for t in range(20):
        v = 0.9 * v + updates(1, t)[0]
        w = w + v
        rows.append(("fed-avg-m", w))
    return rows


# Clients 0 to n-1 claim 10 + 3 i examples, 1 + 7 i steps and a loss of 0.5 + 0.25 i.
def linear():
    n = 5
    x = updates(n)
    examples = np.array([10 + 3 * i for i in range(n)], float)
    steps = np.array([1 + 7 * i for i in range(n)], float)
    losses = np.array([0.5 + 0.25 * i for i in range(n)])
    p = examples / examples.sum()
    yield "fed-nova", (p * steps).sum() * (p[:, None] * x / steps[:, None]).sum(axis=0)
    for q in (0.0, 0.5, 2.0):
        lipschitz = 1 / 0.01
        deltas = lipschitz * x  # L (w - w_i), up to the sign
        top = (losses**q)[:, None] * deltas
        bottom = q * losses ** (q - 1) * (deltas**2).sum(axis=1) + lipschitz * losses**q
        yield f"q-fed-avg-{q}", top.sum(axis=0) / bottom.sum()


if __name__ == "__main__":
    write("optimisers.txt", optimisers())
    write("linear.txt", linear())
