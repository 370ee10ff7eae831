#!/usr/bin/env python3
"""Writes the payloads that pin the codecs' bytes, from docs/codecs.md alone: no code is shared with the codecs."""

import struct
from math import floor, frexp

SEED = 42
BLOCKS = [300, 7]
VALUES = [((i * 37 % 101) - 50) / 64 * 2.0 ** -(i % 5) for i in range(sum(BLOCKS))]


def f32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def f16(x):
    return struct.unpack("<e", struct.pack("<e", x))[0]


def f16_below(x):
    nearest = f16(x)
    if nearest <= x:
        return nearest
    bits = struct.unpack("<h", struct.pack("<e", nearest))[0]
    if nearest == 0:
        return -(2.0**-24)
    return struct.unpack("<e", struct.pack("<h", bits - 1 if nearest > 0 else bits + 1))[0]


def rows(length):
    start = 0
    for block in BLOCKS:
        for at in range(start, start + block, length):
            yield at, VALUES[at : min(at + length, start + block)]
        start += block


def unit_exponent():
    largest = max(abs(v) for v in VALUES)
    return frexp(largest)[1] - 1 - 14


def float16():
    return b"".join(struct.pack("<e", v) for v in VALUES)


def int8():
    out = b""
    for _, row in rows(512):
        low, high = min(row), max(row)
        spread = f32(high - low)
        inverse = f32(255 / f32(spread + f32(1e-8)))
        out += bytes(round(f32(f32(v - low) * inverse)) for v in row)
        out += struct.pack("<ff", f32(spread / 255), low)
    return out


def chance(number):
    mask = 0xFFFFFFFF
    x = (number + (SEED & mask)) & mask
    x = ((x ^ (x >> 16)) * 0x7FEB352D & mask) ^ (SEED >> 32)
    x = (x ^ (x >> 15)) * 0x846CA68B & mask
    x ^= x >> 16
    return (x >> 8) * 2.0**-24


def int4_rows():
    unit = 2.0 ** unit_exponent()
    for at, row in rows(256):
        bias = f16_below(min(row) / unit)
        scale = -f16_below(f32(f32(bias - max(row) / unit) / 15))
        inverse = f32(1 / scale)
        codes = []
        for i, v in enumerate(row):
            steps = f32(f32(v - bias * unit) * (inverse / unit))
            codes.append(min(15, floor(f32(steps + chance(at + i)))))
        yield codes, scale, bias


def int4():
    out = struct.pack("<b", unit_exponent())
    for codes, scale, bias in int4_rows():
        padded = codes + [0] * (len(codes) % 2)
        out += bytes(padded[i] | padded[i + 1] << 4 for i in range(0, len(padded), 2))
        out += struct.pack("<ee", scale, bias)
    return out


def int4_entropy():
    out = struct.pack("<b", unit_exponent())
    symbols = []
    for codes, scale, bias in int4_rows():
        out += struct.pack("<ee", scale, bias)
        zero = min(15, max(0, round(-bias / scale)))
        symbols += [(code - zero) % 16 for code in codes]
    counts = [symbols.count(s) for s in range(16)]
    frequencies = [max(1, c * 4096 // len(symbols)) if c else 0 for c in counts]
    frequencies[counts.index(max(counts))] += 4096 - sum(frequencies)
    out += struct.pack("<16H", *frequencies)
    state, tail = 1 << 23, []
    for s in reversed(symbols):
        while state >= frequencies[s] << 19:
            tail.append(state & 255)
            state >>= 8
        state = (state // frequencies[s] << 12) + state % frequencies[s] + sum(frequencies[:s])
    return out + struct.pack("<I", state) + bytes(reversed(tail))


def sign():
    out = b""
    for _, row in rows(1024):
        bits = [1 if struct.pack(">f", v)[0] & 128 else 0 for v in row]
        bits += [0] * (-len(bits) % 8)
        out += bytes(sum(bits[i + j] << j for j in range(8)) for i in range(0, len(bits), 8))
        out += struct.pack("<f", sum(abs(v) for v in row) / len(row))
    return out


def top_k(one_in):
    count = max(1, len(VALUES) // one_in)
    chosen = sorted(sorted(range(len(VALUES)), key=lambda i: (-abs(VALUES[i]), i))[:count])
    out = struct.pack("<b", unit_exponent())
    for i in chosen:
        half = struct.unpack("<H", struct.pack("<e", VALUES[i] / 2.0 ** unit_exponent()))[0]
        out += bytes([(half + 0x7F + (half >> 8 & 1)) >> 8])
    following = 0
    for i in chosen:
        gap, following = i - following, i + 1
        while gap >= 128:
            out += bytes([gap & 127 | 128])
            gap >>= 7
        out += bytes([gap])
    return out


PAYLOADS = {
    "float16": float16,
    "int8": int8,
    "int4": int4,
    "int4-entropy": int4_entropy,
    "sign": sign,
    "top-k": lambda: top_k(16),
    "top-k-128": lambda: top_k(128),
}

if __name__ == "__main__":
    import pathlib

    for name, payload in PAYLOADS.items():
        (pathlib.Path(__file__).parent / f"{name}.bin").write_bytes(payload())
