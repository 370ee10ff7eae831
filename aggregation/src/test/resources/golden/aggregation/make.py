#!/usr/bin/env python3
"""Writes reference values of optimisers and rules, in double precision, from the papers' formulas alone."""

import itertools
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


def krum_scores(x, f, neighbours=None):
    n = len(x)
    squared = ((x[:, None] - x[None]) ** 2).sum(axis=-1)
    neighbours = n - f - 2 if neighbours is None else neighbours
    return np.array([np.sort(np.delete(squared[i], i))[:neighbours].sum() for i in range(n)])


# El Mhamdi et al., ICML 2018.
def bulyan(x, f):
    n, left, picked = len(x), list(range(len(x))), []
    while len(picked) < n - 2 * f:
        scores = krum_scores(x[left], f, max(1, len(left) - f - 2))
        picked.append(left.pop(int(np.argmin(scores))))
    s = x[picked]
    median = np.median(s, axis=0)
    out = np.empty(x.shape[1])
    for c in range(x.shape[1]):
        column = np.sort(s[:, c])
        out[c] = column[np.argsort(np.abs(column - median[c]), kind="stable")[: n - 4 * f]].mean()
    return out


# Pillutla et al., 2022.
def weiszfeld(x, nu=1e-6):
    v = x.mean(axis=0)
    for _ in range(2000):
        w = 1 / np.maximum(nu, np.linalg.norm(x - v, axis=1))
        v = (w[:, None] * x).sum(axis=0) / w.sum()
    return v


# Karimireddy et al., ICML 2021, with the median distance for a radius unless there is one.
def centred(x, v, radius=None, steps=3):
    for _ in range(steps):
        distance = np.linalg.norm(x - v, axis=1)
        tau = np.median(distance) if radius is None else radius
        v = v + ((x - v) * np.minimum(1, tau / distance)[:, None]).mean(axis=0)
    return v


# The authors' foolsgold.py, but for the division by the sum of the shares.
def foolsgold(x, history):
    n = len(x)
    unit = history / np.linalg.norm(history, axis=1)[:, None]
    cs = unit @ unit.T - np.eye(n)
    np.fill_diagonal(cs, 0)
    most = cs.max(axis=1)
    for i in range(n):
        for j in range(n):
            if i != j and most[i] < most[j]:
                cs[i, j] *= most[i] / most[j]
    w = np.clip(1 - cs.max(axis=1), 0, 1)
    w /= w.max()
    w[w == 1] = 0.99
    with np.errstate(divide="ignore"):
        w = np.clip(np.log(w / (1 - w)) + 0.5, 0, 1)
    return (w[:, None] * x).sum(axis=0) / w.sum()


def fltrust(x, root):
    g = x[root]
    others = np.delete(x, root, axis=0)
    norms = np.linalg.norm(others, axis=1)
    trust = np.maximum(0, others @ g / norms / np.linalg.norm(g))
    return (trust[:, None] * others * (np.linalg.norm(g) / norms)[:, None]).sum(axis=0) / trust.sum()


def mda(x, f):
    distance = np.linalg.norm(x[:, None] - x[None], axis=-1)
    best, kept = np.inf, None
    for some in itertools.combinations(range(len(x)), len(x) - f):
        diameter = distance[np.ix_(some, some)].max()
        if diameter < best * (1 - 1e-12):
            best, kept = diameter, some
    return x[list(kept)].mean(axis=0)


# Eleven clients, of which two may be bad, and twenty-three, of which five may be; the last ones send what is far off.
def robust():
    for n, f in ((11, 2), (23, 5)):
        x = updates(n, d=40)
        x[n - f :] = 4 * x[n - f :] + 3
        yield f"median-{n}", np.median(x, axis=0)
        yield f"trimmed-mean-{n}", np.sort(x, axis=0)[f : n - f].mean(axis=0)
        yield f"geometric-median-{n}", weiszfeld(x)
        scores = krum_scores(x, f)
        order = np.argsort(scores, kind="stable")
        yield f"krum-{n}", x[order[0]]
        yield f"multi-krum-{n}", x[order[: n - f - 2]].mean(axis=0)
        yield f"bulyan-{n}", bulyan(x, f)
        v = centred(x, np.zeros(40))
        yield f"centred-clipping-{n}", v
        yield f"centred-clipping-again-{n}", centred(x[::-1] * 0.5, v)
        yield f"centred-clipping-radius-{n}", centred(x, np.zeros(40), radius=2.5, steps=1)
        norms = np.linalg.norm(x, axis=1)
        yield f"norm-bound-{n}", (x * np.minimum(1, np.median(norms) / norms)[:, None]).mean(axis=0)
        yield f"fools-gold-{n}", foolsgold(x, x)
        y = np.roll(x, 1, axis=1)
        yield f"fools-gold-again-{n}", foolsgold(y, x + y)
        yield f"fl-trust-{n}", fltrust(x, 3)
        yield f"mda-{n}", mda(x, f)


if __name__ == "__main__":
    write("robust.txt", robust())
    write("optimisers.txt", optimisers())
    write("linear.txt", linear())
