#!/usr/bin/env python3
"""Writes src/test/resources/io/tifl/kernels/jit/golden.txt: random instructions and the bytes GNU as makes of them.

Run from this folder, with GNU binutils: python3 golden.py > ../resources/io/tifl/kernels/jit/golden.txt
One line per instruction: Intel syntax, a semicolon, the bytes in hexadecimal.
"""
import random
import re
import subprocess
import tempfile

PER_MNEMONIC = 40
GPR = "rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15".split()
GPR32 = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"] + [f"r{i}d" for i in range(8, 16)]

# What the operands may be: y ymm, x xmm, v either (the same in the whole instruction), h xmm under ymm,
# r 64-bit and d 32-bit general register, m memory, i unsigned byte, s signed 32-bit; a bar separates choices.
# With AVX-512: e vectors of one width among all 32, E those of them that AVX2 lacks, X the xmm among these, k mask,
# M memory, W a 32-bit word of it for all lanes, K masked memory.
PATTERNS = {
    "v,v,v|m": "vaddpd vaddps vandps vdivps vfmadd213pd vfmadd231pd vfmadd231ps vmaxps vminps vmulpd vmulps vorps vpackssdw vpackusdw vpackuswb vpaddd vpaddq "
    "vpaddsw vpaddw vpand vpcmpeqd vpcmpeqw vpermilps vpmaddubsw vpmaddwd vpmaxsd vpmaxub vpmaxud vpminsd vpminub vpminud vpmulld vpor "
    "vpsadbw vpshufb vpsrlvd vpsubd vpunpckhbw vpunpcklbw vpxor vsubpd vsubps vunpckhps vunpcklps vxorps",
    "v,v,v|m,v": "vblendvps",
    "v,v,v|m,i": "vcmpps",
    "v,v,m": "vmaskmovpd vmaskmovps",
    "m,v,v": "vmaskmovpd vmaskmovps",
    "y,y,y|m": "vpermd",
    "y,y,y|m,i": "vperm2i128",
    "v,v|m": "vcvtdq2ps vcvtps2dq",
    "v,x|m": "vbroadcastss vpbroadcastb vpbroadcastd vpbroadcastq vpbroadcastw",
    "y,x|m": "vbroadcastsd vcvtps2pd vpmovsxbd vpmovsxbw vpmovzxbd vpmovzxbw vpmovzxwd vpmovzxdq vcvtph2ps",
    "v,m": "vmovdqa vmovdqu vmovups",
    "m,v": "vmovdqa vmovdqu vmovups vmovntps",
    "v,v|m,i": "vpshufd vroundps",
    "v,v,i": "vpslld vpsllw vpsrad vpsraw vpsrld vpsrldq vpsrlw",
    "x|m,y,i": "vextracti128 vcvtps2ph",
    "y,y,x|m,i": "vinserti128",
    "x,d|m": "vmovd",
    "d|m,x": "vmovd",
    "m,x": "vmovq",
    "d|m,x,i": "vpextrd",
    "m,x,i": "vpextrb vpextrw",
    "r,r": "mov add or and sub xor cmp imul test",
    "r,m": "mov add or and sub xor cmp imul lea",
    "m,r": "mov",
    "d,m": "mov",
    "m,d": "mov",
    "r,s": "mov add or and sub xor cmp",
    "r,q": "movabs",
    "d,bm": "movzx",
    "d,wm": "movzx",
    "r,dm": "movsxd",
    "r,i5": "shl shr",
    "r": "push pop",
    "m": "prefetcht0",
    "qm": "call",
    "": "vzeroupper ret cpuid xgetbv",
    "e,e,e|M": "vaddps vmaxps vminps vmulps vpaddd vpdpbusd vpmaxsd vpmulld vpsubd",
    "e,e,W": "vaddps vmaxps vminps vmulps vpaddd vpdpbusd vpmaxsd vpmulld vpsubd",
    "E,E,E|M": "vpxord",
    "e,e|M": "vcvtdq2ps vcvtps2dq",
    "e,x|M": "vpbroadcastd",
    "X,d|M": "vmovd",
    "E,M": "vmovdqu32",
    "M,E": "vmovdqu32",
    "M,e": "vpmovusdb",
    "K,e": "vmovdqu32 vpmovusdb",
    "k,d": "kmovw",
}
SIZES = {"bm": "byte ptr ", "wm": "word ptr ", "dm": "dword ptr ", "qm": "qword ptr ", "m": ""}


def memory():
    base, disp = random.choice(GPR), random.choice([0, 1, -1, 8, 127, -128, 128, -129, 4096, -70000, 2**31 - 1])
    if disp and random.random() < 0.3:
        disp = random.randint(-300, 300) or 1
    index = random.choice([g for g in GPR if g != "rsp"])
    text = base if random.random() < 0.5 else f"{base}+{index}*{random.choice([1, 2, 4, 8])}"
    return f"[{text}{disp:+d}]" if disp else f"[{text}]"


def scaled_memory():
    units = random.choice([0, 1, -1, 127, -128, 128, -129, random.randint(-200, 200)])
    disp = units * random.choice([1, 4, 8, 16, 32, 64])
    index = f"+{random.choice([g for g in GPR if g != 'rsp'])}*{random.choice([1, 2, 4, 8])}" if random.random() < 0.5 else ""
    return f"[{random.choice(GPR)}{index}{disp:+d}]" if disp else f"[{random.choice(GPR)}{index}]"


def evex_operand(kind, bits):
    name = {128: "xmm", 256: "ymm", 512: "zmm"}[bits]
    return {
        "e": lambda: f"{name}{random.randrange(32)}",
        "E": lambda: f"{name}{random.randrange(32 if bits == 512 else 16) + (0 if bits == 512 else 16)}",
        "X": lambda: f"xmm{random.randrange(16, 32)}",
        "k": lambda: f"k{random.randrange(1, 8)}",
        "M": scaled_memory,
        "W": lambda: f"dword bcst {scaled_memory()}",
        "K": lambda: f"{scaled_memory()}{{k{random.randrange(1, 8)}}}",
    }[kind]()


def operand(kind, wide, bits):
    if kind in "eEXkMWK":
        return evex_operand(kind, bits)
    number = random.randrange(16)
    if kind in SIZES:
        return SIZES[kind] + memory()
    return {
        "y": f"ymm{number}",
        "x": f"xmm{number}",
        "v": f"{'ymm' if wide else 'xmm'}{number}",
        "r": GPR[number],
        "d": GPR32[number],
        "i": str(random.randrange(256)),
        "i5": str(random.randrange(1, 64)),
        "s": str(random.choice([0, 1, -1, 127, -128, 128, -129, 65535, -(2**31), 2**31 - 1, random.randint(-(2**31), 2**31 - 1)])),
        "q": str(random.randint(2**32, 2**63 - 1)),
    }[kind]


def instruction(mnemonic, pattern):
    wide = random.random() < 0.5
    kinds = [random.choice(part.split("|")) for part in pattern.split(",")] if pattern else []
    bits = random.choice([128, 256, 512]) if set(kinds) & set("eE") else 512
    return f"{mnemonic} {','.join(operand(kind, wide, bits) for kind in kinds)}".strip()


def all_instructions():
    for pattern, mnemonics in PATTERNS.items():
        for mnemonic in mnemonics.split():
            for _ in range(PER_MNEMONIC if pattern else 1):
                yield instruction(mnemonic, pattern)


def assemble(lines):
    with tempfile.NamedTemporaryFile("w", suffix=".s") as source, tempfile.NamedTemporaryFile(suffix=".o") as built:
        source.write(".intel_syntax noprefix\n" + "\n".join(lines) + "\n")
        source.flush()
        subprocess.run(["as", "--64", "-o", built.name, source.name], check=True)
        listing = subprocess.run(
            ["objdump", "-d", "-w", "--insn-width=16", built.name], check=True, capture_output=True, text=True
        ).stdout
    return re.findall(r"^ +[0-9a-f]+:\t((?:[0-9a-f]{2} )+)", listing, re.MULTILINE)


random.seed(20260101)
instructions = list(dict.fromkeys(all_instructions()))
encodings = assemble(instructions)
assert len(instructions) == len(encodings), (len(instructions), len(encodings))
for text, encoding in zip(instructions, encodings):
    print(f"{text}; {encoding.replace(' ', '')}")
