#!/usr/bin/env python3
"""Writes reference sequences of algorithms whose clients remember something, in double precision, from the papers alone.

Client i of 4 has the loss sum(a_i (w - b_i)^2) / 2 and 10 + 3 i examples, and takes 3 epochs of steps of 10 examples each,
along the exact gradient. Clients t % 4 and (t + 1) % 4 take part in round t. Means are weighted by examples.
"""

import pathlib

import numpy as np

OUT = pathlib.Path(__file__).parent
N, D, ROUNDS, RATE = 4, 6, 12, 0.05

A = np.array([[1 + ((i * 5 + c * 3) % 7) / 8 for c in range(D)] for i in range(N)])
B = np.array([[((i * 37 + c * 61) % 101 - 50) / 64 for c in range(D)] for i in range(N)])
EXAMPLES = np.array([10 + 3 * i for i in range(N)], float)
STEPS = [3 * -(-(10 + 3 * i) // 10) for i in range(N)]


def local(i, start, correction=0.0, proximal=0.0):
    w = start.copy()
    for _ in range(STEPS[i]):
        w = w - RATE * (A[i] * (w - B[i]) + correction + proximal * (w - start))
    return w


def weights(cohort):
    return EXAMPLES[cohort] / EXAMPLES[cohort].sum()


# Karimireddy et al., ICML 2020, algorithm 1 with option II, global rate 1.
def scaffold():
    x, c, own = np.zeros(D), np.zeros(D), np.zeros((N, D))
    for t in range(ROUNDS):
        cohort = [t % N, (t + 1) % N]
        moves, variates = [], []
        for i in cohort:
            y = local(i, x, c - own[i])
            after = own[i] - c + (x - y) / (STEPS[i] * RATE)
            moves.append(y - x)
            variates.append(after - own[i])
            own[i] = after
        x = x + weights(cohort) @ np.array(moves)
        c = c + len(cohort) / N * (weights(cohort) @ np.array(variates))
        yield "scaffold", x


# Acar et al., ICLR 2021, algorithm 1, with alpha 0.1.
def fed_dyn():
    alpha = 0.1
    x, h, own = np.zeros(D), np.zeros(D), np.zeros((N, D))
    for t in range(ROUNDS):
        cohort = [t % N, (t + 1) % N]
        reached = []
        for i in cohort:
            y = local(i, x, -own[i], alpha)
            own[i] = own[i] - alpha * (y - x)
            reached.append(y)
        mean = weights(cohort) @ np.array(reached)
        h = h - alpha * len(cohort) / N * (mean - x)
        x = mean - h / alpha
        yield "fed-dyn", x


if __name__ == "__main__":
    with open(OUT / "sequences.txt", "w", newline="\n") as out:
        for name, values in [*scaffold(), *fed_dyn()]:
            out.write(name + " " + " ".join(repr(float(v)) for v in values) + "\n")
