package io.tifl.kernels.jit;

/** What the operands of instructions may be: a register or a place in memory. */
public sealed interface Operand permits Gpr, Vec, Mask, Mem {
    /** The register's number; a place in memory has none. */
    int number();
}
