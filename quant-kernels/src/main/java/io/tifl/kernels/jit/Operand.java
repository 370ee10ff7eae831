package io.tifl.kernels.jit;

/** What the last operand of an instruction may be: a register or a place in memory. */
public sealed interface Operand permits Gpr, Vec, Mem {
    /** The register's number; a place in memory has none. */
    int number();
}
