package io.tifl.kernels.jit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes x86-64 machine code: vector instructions from the table {@link Op}, VEX-encoded, or EVEX-encoded where registers
 * or operations of AVX-512 need it; the integer instructions that loops need, labels, and a pool of constants behind the
 * code. Jumps have 32-bit displacements; everything else has the
 * shortest encoding, the same as the GNU assembler's. Confined to one thread.
 */
public final class Assembler {
    private static final int POOL_ALIGNMENT = 32;

    /** The conditions of jumps, with their codes. */
    public enum Condition {
        BELOW(2),
        ABOVE_OR_EQUAL(3),
        EQUAL(4),
        NOT_EQUAL(5);

        final int code;

        Condition(int code) {
            this.code = code;
        }
    }

    /** The two-operand integer operations, with their numbers in the opcodes. */
    public enum Arithmetic {
        ADD(0),
        OR(1),
        AND(4),
        SUB(5),
        XOR(6),
        CMP(7);

        final int number;

        Arithmetic(int number) {
            this.number = number;
        }
    }

    private record Reference(int at, Label target, int end) {}

    private final Bytes code = new Bytes();
    private final List<Reference> references = new ArrayList<>();
    private final Map<List<Integer>, Label> pool = new LinkedHashMap<>();

    /** A constant of eight 32-bit words, kept once however often it is asked for. */
    public Mem constant(int... words) {
        int[] eight = new int[8];
        for (int i = 0; i < 8; i++) {
            eight[i] = words[i % words.length];
        }
        return Mem.at(pool.computeIfAbsent(Arrays.stream(eight).boxed().toList(), key -> new Label()));
    }

    /** Fixes the label here. */
    public void bind(Label label) {
        label.bind(code.size());
    }

    /** The code with its constants; its start must be placed at a multiple of 32 bytes. */
    public byte[] finish() {
        for (Map.Entry<List<Integer>, Label> constant : pool.entrySet()) {
            align(POOL_ALIGNMENT);
            bind(constant.getValue());
            constant.getKey().forEach(code::s32);
        }
        for (Reference reference : references) {
            code.patch32(reference.at, reference.target.position() - reference.end);
        }
        return code.toArray();
    }

    /** Fills with no-operations up to a multiple of {@code bytes}. */
    public void align(int bytes) {
        while (code.size() % bytes != 0) {
            code.u8(0x90);
        }
    }

    // Vector instructions

    /** An instruction of two operands, destination first. */
    public void op(Op op, Operand destination, Operand source) {
        encode(op, destination, source, null);
    }

    /** An instruction of two operands and a constant, destination first. */
    public void op(Op op, Operand destination, Operand source, int immediate) {
        encode(op, destination, source, immediate);
    }

    /** An instruction of three operands, destination first. */
    public void op(Op op, Vec destination, Vec first, Operand second) {
        vector(op, destination.bits(), destination.number(), first.number(), second, null);
    }

    /** An instruction of three operands and a constant, destination first. */
    public void op(Op op, Vec destination, Vec first, Operand second, int immediate) {
        vector(op, destination.bits(), destination.number(), first.number(), second, immediate);
    }

    /** An instruction of three operands, the last of which is a 32-bit word in memory, the same for all lanes. */
    public void broadcast(Op op, Vec destination, Vec first, Mem word) {
        evex(op, destination.bits(), destination.number(), first.number(), word, true, 0);
    }

    /** A store of those lanes whose bits are set in the mask; the memory of the others is not touched. */
    public void masked(Op op, Mem destination, Vec source, Mask mask) {
        evex(op, source.bits(), source.number(), 0, destination, false, mask.number());
    }

    /** Takes from each of two sources: from {@code second} where the mask's sign is set. */
    public void blend(Vec destination, Vec first, Operand second, Vec mask) {
        op(Op.VBLENDVPS, destination, first, second, mask.number() << 4);
    }

    private void encode(Op op, Operand destination, Operand source, @Nullable Integer immediate) {
        switch (op.form) {
            case RM -> vector(op, bits(destination), destination.number(), 0, source, immediate);
            case MR -> vector(op, bits(source), source.number(), 0, destination, immediate);
            case VM -> vector(op, bits(destination), op.extension, destination.number(), source, immediate);
            case RVM -> throw new IllegalArgumentException(op + " takes three operands");
        }
    }

    private static int bits(Operand operand) {
        return operand instanceof Vec vec ? vec.bits() : 128;
    }

    private void vector(Op op, int bits, int reg, int vvvv, Operand rm, @Nullable Integer immediate) {
        boolean high = reg > 15 || vvvv > 15 || (rm instanceof Vec vec && vec.number() > 15);
        if (!high && bits < 512 && !op.evexOnly()) {
            vex(op, bits == 256, reg, vvvv, rm, immediate);
        } else if (immediate == null) {
            evex(op, bits, reg, vvvv, rm, false, 0);
        } else {
            throw new IllegalArgumentException(op + " has no constant in AVX-512's registers here");
        }
    }

    private void vex(Op op, boolean wide, int reg, int vvvv, Operand rm, @Nullable Integer immediate) {
        int r = reg >> 3 ^ 1;
        int x = highIndex(rm) ? 0 : 1;
        int b = high(rm) ? 0 : 1;
        int last = (~vvvv & 15) << 3 | (wide ? 4 : 0) | op.prefix.bits | op.map.w;
        if (x == 1 && b == 1 && op.map == Op.Map.M0F) {
            code.u8(0xC5);
            code.u8(r << 7 | last);
        } else {
            code.u8(0xC4);
            code.u8(r << 7 | x << 6 | b << 5 | op.map.number);
            code.u8(last);
        }
        code.u8(op.opcode);
        modRm(reg, rm, 1, immediate == null ? 0 : 1);
        if (immediate != null) {
            code.u8(immediate);
        }
    }

    private void evex(Op op, int bits, int reg, int vvvv, Operand rm, boolean broadcast, int mask) {
        if (op.tuple == Op.Tuple.NONE) {
            throw new IllegalArgumentException(op + " is not in use with AVX-512's registers");
        }
        boolean x = rm instanceof Vec vec ? vec.number() > 15 : highIndex(rm);
        int first = ((reg >> 3) & 1) << 7 | (x ? 1 << 6 : 0) | (high(rm) ? 1 << 5 : 0) | (reg >> 4) << 4;
        code.u8(0x62);
        code.u8((~first & 0xF0) | op.map.number);
        code.u8(op.map.w | (~vvvv & 15) << 3 | 4 | op.prefix.bits);
        code.u8((bits / 256) << 5 | (broadcast ? 1 << 4 : 0) | ((~vvvv >> 4) & 1) << 3 | mask);
        code.u8(op.opcode);
        modRm(reg, rm, broadcast ? Op.Tuple.WORD.bytes(bits) : op.tuple.bytes(bits), 0);
    }

    private static boolean highIndex(Operand rm) {
        return rm instanceof Mem mem && mem.index() != null && mem.index().number() >= 8;
    }

    private static boolean high(Operand rm) {
        if (rm instanceof Mem mem) {
            return mem.base() != null && mem.base().number() >= 8;
        }
        return (rm.number() & 8) != 0;
    }

    /**
     * The operand bytes.
     *
     * @param unit of displacements that take one byte
     * @param trailing how many bytes follow before the next instruction
     */
    private void modRm(int reg, Operand rm, int unit, int trailing) {
        int field = (reg & 7) << 3;
        switch (rm) {
            case Mem mem
            when mem.label() != null -> {
                code.u8(field | 5);
                references.add(
                        new Reference(code.size(), mem.label(), code.size() + 4 + trailing - mem.displacement()));
                code.s32(0);
            }
            case Mem mem when mem.base() != null -> based(field, mem, mem.base(), unit);
            default -> code.u8(0xC0 | field | (rm.number() & 7));
        }
    }

    private void based(int field, Mem mem, Gpr base, int unit) {
        int low = base.number() & 7;
        int displacement = mem.displacement();
        // rbp and r13 as a base without displacement would mean something else
        int units = displacement / unit;
        boolean isShort = units * unit == displacement && units == (byte) units;
        int mode = displacement == 0 && low != 5 ? 0 : isShort ? 1 : 2;
        if (mem.index() != null) {
            code.u8(mode << 6 | field | 4);
            code.u8(Integer.numberOfTrailingZeros(mem.scale()) << 6
                    | (mem.index().number() & 7) << 3
                    | low);
        } else if (low == 4) {
            code.u8(mode << 6 | field | 4);
            code.u8(0x24);
        } else {
            code.u8(mode << 6 | field | low);
        }
        if (mode == 1) {
            code.u8(units);
        } else if (mode == 2) {
            code.s32(displacement);
        }
    }

    /** Clears the upper halves, as every function using them must before it returns. */
    public void vzeroupper() {
        code.u8(0xC5);
        code.u8(0xF8);
        code.u8(0x77);
    }

    // Integer instructions

    private void integer(int width, int reg, Operand rm, int trailing, int... opcode) {
        int rex = (width == 64 ? 8 : 0) | (reg >> 3) << 2 | (highIndex(rm) ? 2 : 0) | (high(rm) ? 1 : 0);
        if (rex != 0) {
            code.u8(0x40 | rex);
        }
        for (int part : opcode) {
            code.u8(part);
        }
        modRm(reg, rm, 1, trailing);
    }

    public void mov(Gpr destination, Gpr source) {
        integer(64, source.number(), destination, 0, 0x89);
    }

    public void mov(Gpr destination, Mem source) {
        integer(64, destination.number(), source, 0, 0x8B);
    }

    public void mov(Mem destination, Gpr source) {
        integer(64, source.number(), destination, 0, 0x89);
    }

    /** Sets the register to a constant. */
    public void mov(Gpr destination, long value) {
        if (value == (int) value) {
            integer(64, 0, destination, 4, 0xC7);
            code.s32((int) value);
        } else {
            code.u8(0x48 | destination.number() >> 3);
            code.u8(0xB8 | (destination.number() & 7));
            code.s64(value);
        }
    }

    /** Loads 32 bits; the upper half becomes zero. */
    public void mov32(Gpr destination, Mem source) {
        integer(32, destination.number(), source, 0, 0x8B);
    }

    /** Stores the lower 32 bits. */
    public void mov32(Mem destination, Gpr source) {
        integer(32, source.number(), destination, 0, 0x89);
    }

    /** Loads a byte, extended with zeros. */
    public void movzx8(Gpr destination, Mem source) {
        integer(32, destination.number(), source, 0, 0x0F, 0xB6);
    }

    /** Loads 16 bits, extended with zeros. */
    public void movzx16(Gpr destination, Mem source) {
        integer(32, destination.number(), source, 0, 0x0F, 0xB7);
    }

    /** Loads 32 bits, extended with the sign. */
    public void movsxd(Gpr destination, Mem source) {
        integer(64, destination.number(), source, 0, 0x63);
    }

    public void lea(Gpr destination, Mem place) {
        integer(64, destination.number(), place, 0, 0x8D);
    }

    public void arithmetic(Arithmetic operation, Gpr destination, Gpr source) {
        integer(64, source.number(), destination, 0, operation.number << 3 | 1);
    }

    public void arithmetic(Arithmetic operation, Gpr destination, Mem source) {
        integer(64, destination.number(), source, 0, operation.number << 3 | 3);
    }

    public void arithmetic(Arithmetic operation, Gpr destination, int value) {
        if (value == (byte) value) {
            integer(64, operation.number, destination, 1, 0x83);
            code.u8(value);
        } else if (destination == Gpr.RAX) {
            code.u8(0x48);
            code.u8(operation.number << 3 | 5);
            code.s32(value);
        } else {
            integer(64, operation.number, destination, 4, 0x81);
            code.s32(value);
        }
    }

    public void imul(Gpr destination, Operand source) {
        integer(64, destination.number(), source, 0, 0x0F, 0xAF);
    }

    public void shl(Gpr destination, int bits) {
        shift(4, destination, bits);
    }

    public void shr(Gpr destination, int bits) {
        shift(5, destination, bits);
    }

    private void shift(int extension, Gpr destination, int bits) {
        if (bits == 1) {
            integer(64, extension, destination, 0, 0xD1);
        } else {
            integer(64, extension, destination, 1, 0xC1);
            code.u8(bits);
        }
    }

    public void test(Gpr first, Gpr second) {
        integer(64, second.number(), first, 0, 0x85);
    }

    public void push(Gpr register) {
        integer32(register, 0x50);
    }

    public void pop(Gpr register) {
        integer32(register, 0x58);
    }

    private void integer32(Gpr register, int opcode) {
        if (register.number() >= 8) {
            code.u8(0x41);
        }
        code.u8(opcode | (register.number() & 7));
    }

    public void prefetch(Mem place) {
        integer(32, 1, place, 0, 0x0F, 0x18);
    }

    public void jump(Condition condition, Label target) {
        code.u8(0x0F);
        code.u8(0x80 | condition.code);
        reference(target);
    }

    public void jump(Label target) {
        code.u8(0xE9);
        reference(target);
    }

    private void reference(Label target) {
        references.add(new Reference(code.size(), target, code.size() + 4));
        code.s32(0);
    }

    /** Calls the function whose address the place holds. */
    public void call(Mem place) {
        integer(32, 2, place, 0, 0xFF);
    }

    public void ret() {
        code.u8(0xC3);
    }

    public void cpuid() {
        code.u8(0x0F);
        code.u8(0xA2);
    }

    public void xgetbv() {
        code.u8(0x0F);
        code.u8(0x01);
        code.u8(0xD0);
    }
}
