"""Writes the golden files of wire format 1, from docs/wire-format.md and without any of the Java code.

Run it in this folder: python3 make.py
"""
import struct


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def fnv1a64(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def text(value):
    utf8 = value.encode("utf-8")
    return struct.pack("<H", len(utf8)) + utf8


def settings(values):
    return struct.pack("<I", len(values)) + b"".join(text(k) + text(values[k]) for k in sorted(values))


def metrics(values):
    return struct.pack("<I", len(values)) + b"".join(text(k) + struct.pack("<d", values[k]) for k in sorted(values))


def layout(blocks):
    out = struct.pack("<I", len(blocks))
    for name, shape in blocks:
        out += text(name) + struct.pack("<B", len(shape)) + struct.pack("<%dI" % len(shape), *shape)
    return out


def payload(data):
    return struct.pack("<Q", len(data)) + data


def message(kind, body):
    out = b"TIFL" + struct.pack("<HBBQ", 1, kind, 0, len(body)) + body + struct.pack("<I", 0)
    return out + struct.pack("<I", crc32c(out))


LAYOUT = layout([("W", [2, 3]), ("b", [2])])
FINGERPRINT = fnv1a64(LAYOUT)
VALUES = [0x00000000, 0x3F800000, 0xBF800000, 0x3F000000, 0x00000001, 0x7F7FFFFF, 0x80000000, 0x3A83126F]
MODEL = (
    text("linear")
    + settings({"inputs": "3", "classes": "2"})
    + struct.pack("<q", 7)
    + LAYOUT
    + payload(struct.pack("<8I", *VALUES))
)
TASK = text("job-1") + struct.pack("<q", 12) + text("client:7")
BEFORE_MODEL = TASK + text("train") + settings({"epochs": "2", "rate": "0.05", "note": "größer ≠ besser 🙂"})
AFTER_MODEL = text("float32") + struct.pack("<QqI", 0x0123456789ABCDEF, 90, 500_000_000)

GOLDEN = {
    "model": message(1, MODEL),
    "order-inline": message(2, BEFORE_MODEL + b"\x01" + MODEL + AFTER_MODEL),
    "order-reference": message(2, BEFORE_MODEL + b"\x00" + struct.pack("<qQ", 7, FINGERPRINT) + AFTER_MODEL),
    "updated": message(
        3,
        TASK
        + text("int8")
        + struct.pack("<Qq", FINGERPRINT, 640)
        + metrics({"loss": 1.25})
        + payload(bytes([1, 2, 3, 4, 5, 255])),
    ),
    "measured": message(4, TASK + metrics({"accuracy": 0.75, "loss": float("inf")})),
    "failed": message(5, TASK + b"\x03" + text("no space left on device")),
}

assert crc32c(b"123456789") == 0xE3069283
for name, data in GOLDEN.items():
    with open(name + ".bin", "wb") as file:
        file.write(data)
