package io.tifl.kernels.jit;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes one instruction of the golden file with an {@link Assembler}. */
final class InstructionText {
    private static final Pattern PLACE = Pattern.compile("\\[(\\w+)(?:\\+(\\w+)\\*(\\d))?([+-]\\d+)?](?:\\{k\\d})?");

    /** Where AVX-512 has another name for a row of the table. */
    private static final Map<String, String> OTHER_NAMES = Map.of("vmovdqu32", "vmovdqu", "vpxord", "vpxor");

    private static final Map<String, Integer> BITS = Map.of("x", 128, "y", 256, "z", 512);

    private final String mnemonic;
    private final String[] words;
    private final Assembler assembler;

    private InstructionText(String text, Assembler assembler) {
        int space = text.indexOf(' ');
        this.mnemonic = space < 0 ? text : text.substring(0, space);
        this.words = space < 0 ? new String[0] : text.substring(space + 1).split(",", -1);
        this.assembler = assembler;
    }

    static void write(String text, Assembler assembler) {
        InstructionText instruction = new InstructionText(text, assembler);
        if ((text.startsWith("v") || text.startsWith("k")) && instruction.words.length > 0) {
            instruction.vector();
        } else {
            instruction.integer();
        }
    }

    /** The row of the table that an instruction of vectors or masks is of. */
    static Op op(String text) {
        String mnemonic = text.substring(0, text.indexOf(' '));
        boolean stores = mnemonic.matches("v(mask|p)?mov.*") && !text.matches("\\w+ [xyz]mm.*");
        String name = OTHER_NAMES.getOrDefault(mnemonic, mnemonic);
        return Op.valueOf(name.toUpperCase(Locale.ROOT) + (stores ? "_STORE" : ""));
    }

    private void vector() {
        Op op = op(mnemonic + " " + words[0]);
        boolean maskedStore = op == Op.VMASKMOVPS_STORE || op == Op.VMASKMOVPD_STORE;
        Operand last = words[words.length - 1].matches("\\d+") ? null : operand(words.length - 1);
        int registers = last == null ? words.length - 1 : words.length;
        if (words[0].endsWith("}")) {
            int mask = words[0].charAt(words[0].length() - 2) - '0';
            assembler.masked(op, place(0), (Vec) operand(1), new Mask(mask));
        } else if (words[words.length - 1].startsWith("dword bcst")) {
            assembler.broadcast(op, (Vec) operand(0), (Vec) operand(1), place(2));
        } else if (op == Op.VBLENDVPS) {
            assembler.blend((Vec) operand(0), (Vec) operand(1), operand(2), (Vec) operand(3));
        } else if (maskedStore) {
            assembler.op(op, (Vec) operand(2), (Vec) operand(1), operand(0));
        } else if (last != null && registers == 2) {
            assembler.op(op, operand(0), operand(1));
        } else if (last != null) {
            assembler.op(op, (Vec) operand(0), (Vec) operand(1), operand(2));
        } else if (registers == 2) {
            assembler.op(op, operand(0), operand(1), Integer.parseInt(words[2]));
        } else {
            assembler.op(op, (Vec) operand(0), (Vec) operand(1), operand(2), Integer.parseInt(words[3]));
        }
    }

    private void integer() {
        switch (mnemonic) {
            case "mov" -> move();
            case "movabs" -> assembler.mov(gpr(0), Long.parseLong(words[1]));
            case "movzx" -> zeroExtended();
            case "movsxd" -> assembler.movsxd(gpr(0), place(1));
            case "lea" -> assembler.lea(gpr(0), place(1));
            case "imul" -> assembler.imul(gpr(0), operand(1));
            case "test" -> assembler.test(gpr(0), gpr(1));
            case "shl" -> assembler.shl(gpr(0), Integer.parseInt(words[1]));
            case "shr" -> assembler.shr(gpr(0), Integer.parseInt(words[1]));
            case "push" -> assembler.push(gpr(0));
            case "pop" -> assembler.pop(gpr(0));
            case "call" -> assembler.call(place(0));
            case "prefetcht0" -> assembler.prefetch(place(0));
            case "vzeroupper" -> assembler.vzeroupper();
            case "ret" -> assembler.ret();
            case "cpuid" -> assembler.cpuid();
            case "xgetbv" -> assembler.xgetbv();
            default -> arithmetic(Assembler.Arithmetic.valueOf(mnemonic.toUpperCase(Locale.ROOT)));
        }
    }

    private void move() {
        if (words[0].startsWith("[")) {
            if (is32(words[1])) {
                assembler.mov32(place(0), gpr(1));
            } else {
                assembler.mov(place(0), gpr(1));
            }
        } else if (words[1].startsWith("[")) {
            if (is32(words[0])) {
                assembler.mov32(gpr(0), place(1));
            } else {
                assembler.mov(gpr(0), place(1));
            }
        } else if (words[1].matches("-?\\d+")) {
            assembler.mov(gpr(0), Long.parseLong(words[1]));
        } else {
            assembler.mov(gpr(0), gpr(1));
        }
    }

    private void zeroExtended() {
        if (words[1].startsWith("byte")) {
            assembler.movzx8(gpr(0), place(1));
        } else {
            assembler.movzx16(gpr(0), place(1));
        }
    }

    private void arithmetic(Assembler.Arithmetic operation) {
        if (words[1].startsWith("[")) {
            assembler.arithmetic(operation, gpr(0), place(1));
        } else if (words[1].matches("-?\\d+")) {
            assembler.arithmetic(operation, gpr(0), Integer.parseInt(words[1]));
        } else {
            assembler.arithmetic(operation, gpr(0), gpr(1));
        }
    }

    private static boolean is32(String register) {
        return register.startsWith("e") || register.endsWith("d");
    }

    private Gpr gpr(int word) {
        return register(words[word]);
    }

    private static Gpr register(String name) {
        String wide = name.startsWith("e") ? "r" + name.substring(1) : name.replaceAll("d$", "");
        return Gpr.valueOf(wide.toUpperCase(Locale.ROOT));
    }

    private Mem place(int word) {
        Matcher parts = PLACE.matcher(words[word].replaceAll("^\\w+ (ptr|bcst) ", ""));
        if (!parts.matches()) {
            throw new IllegalArgumentException("no place: " + words[word]);
        }
        Gpr base = register(parts.group(1));
        int displacement = parts.group(4) == null ? 0 : Integer.parseInt(parts.group(4));
        return parts.group(2) == null
                ? Mem.at(base, displacement)
                : Mem.at(base, register(parts.group(2)), Integer.parseInt(parts.group(3)), displacement);
    }

    private Operand operand(int word) {
        String text = words[word];
        if (text.contains("[")) {
            return place(word);
        }
        if (text.matches("[xyz]mm\\d+")) {
            return new Vec(Integer.parseInt(text.substring(3)), BITS.getOrDefault(text.substring(0, 1), 0));
        }
        if (text.matches("k\\d")) {
            return new Mask(text.charAt(1) - '0');
        }
        return register(text);
    }
}
