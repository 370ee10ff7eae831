package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;

/**
 * Addresses of up to eleven rows, a stride apart: from row 0, row 2 and row 5, with what an operand can add, which is
 * once, twice, four or eight times the stride.
 */
record GemmRows(Gpr row0, Gpr row2, Gpr row5, Gpr stride) {
    /** Sets row 2 and row 5 from row 0 and the stride, where so many rows need them. */
    void prepare(Assembler code, int rows) {
        if (rows > 3) {
            code.lea(row2, Mem.at(row0, stride, 2, 0));
        }
        if (rows > 5) {
            code.lea(row5, Mem.at(row0, stride, 1, 0));
            code.lea(row5, Mem.at(row5, stride, 4, 0));
        }
    }

    void advance(Assembler code, int rows, int bytes) {
        code.arithmetic(ADD, row0, bytes);
        if (rows > 3) {
            code.arithmetic(ADD, row2, bytes);
        }
        if (rows > 5) {
            code.arithmetic(ADD, row5, bytes);
        }
    }

    Mem at(int row, int offset) {
        return switch (row) {
            case 0 -> Mem.at(row0, offset);
            case 1 -> Mem.at(row0, stride, 1, offset);
            case 2 -> Mem.at(row0, stride, 2, offset);
            case 3 -> Mem.at(row2, stride, 1, offset);
            case 4 -> Mem.at(row0, stride, 4, offset);
            case 5 -> Mem.at(row5, offset);
            case 6 -> Mem.at(row5, stride, 1, offset);
            case 7 -> Mem.at(row5, stride, 2, offset);
            case 8 -> Mem.at(row0, stride, 8, offset);
            case 9 -> Mem.at(row5, stride, 4, offset);
            case 10 -> Mem.at(row2, stride, 8, offset);
            default -> throw new IllegalArgumentException("row " + row);
        };
    }
}
