package io.tifl.kernels.jit;

/**
 * The vector instructions in use, as rows of the instruction set's tables: mandatory prefix, opcode map, opcode, W bit,
 * and how operands fall into the encoding's fields; for those also in use with AVX-512's registers, what its encoding needs
 * besides. There some have other names, as VMOVDQU is vmovdqu32 and VPXOR is vpxord; the opcodes are the same.
 */
public enum Op {
    KMOVW(Prefix.NONE, Map.M0F, 0x92, Form.RM),
    VADDPD(Prefix.P66, Map.M0F, 0x58, Form.RVM),
    VADDPS(Prefix.NONE, Map.M0F, 0x58, Form.RVM, Tuple.VECTOR),
    VANDPS(Prefix.NONE, Map.M0F, 0x54, Form.RVM),
    VBLENDVPS(Prefix.P66, Map.M0F3A, 0x4A, Form.RVM),
    VBROADCASTSD(Prefix.P66, Map.M0F38, 0x19, Form.RM),
    VBROADCASTSS(Prefix.P66, Map.M0F38, 0x18, Form.RM),
    VCMPPS(Prefix.NONE, Map.M0F, 0xC2, Form.RVM),
    VCVTDQ2PS(Prefix.NONE, Map.M0F, 0x5B, Form.RM, Tuple.VECTOR),
    VCVTPH2PS(Prefix.P66, Map.M0F38, 0x13, Form.RM),
    VCVTPS2DQ(Prefix.P66, Map.M0F, 0x5B, Form.RM, Tuple.VECTOR),
    VCVTPS2PD(Prefix.NONE, Map.M0F, 0x5A, Form.RM),
    VCVTPS2PH(Prefix.P66, Map.M0F3A, 0x1D, Form.MR),
    VDIVPS(Prefix.NONE, Map.M0F, 0x5E, Form.RVM),
    VEXTRACTI128(Prefix.P66, Map.M0F3A, 0x39, Form.MR),
    VFMADD213PD(Prefix.P66, Map.M0F38_W1, 0xA8, Form.RVM),
    VFMADD231PD(Prefix.P66, Map.M0F38_W1, 0xB8, Form.RVM),
    VFMADD231PS(Prefix.P66, Map.M0F38, 0xB8, Form.RVM),
    VINSERTI128(Prefix.P66, Map.M0F3A, 0x38, Form.RVM),
    VMASKMOVPD(Prefix.P66, Map.M0F38, 0x2D, Form.RVM),
    VMASKMOVPD_STORE(Prefix.P66, Map.M0F38, 0x2F, Form.RVM),
    VMASKMOVPS(Prefix.P66, Map.M0F38, 0x2C, Form.RVM),
    VMASKMOVPS_STORE(Prefix.P66, Map.M0F38, 0x2E, Form.RVM),
    VMAXPS(Prefix.NONE, Map.M0F, 0x5F, Form.RVM, Tuple.VECTOR),
    VMINPS(Prefix.NONE, Map.M0F, 0x5D, Form.RVM, Tuple.VECTOR),
    VMOVD(Prefix.P66, Map.M0F, 0x6E, Form.RM, Tuple.WORD),
    VMOVD_STORE(Prefix.P66, Map.M0F, 0x7E, Form.MR),
    VMOVDQA(Prefix.P66, Map.M0F, 0x6F, Form.RM),
    VMOVDQA_STORE(Prefix.P66, Map.M0F, 0x7F, Form.MR),
    VMOVDQU(Prefix.PF3, Map.M0F, 0x6F, Form.RM, Tuple.VECTOR),
    VMOVDQU_STORE(Prefix.PF3, Map.M0F, 0x7F, Form.MR, Tuple.VECTOR),
    VMOVNTPS_STORE(Prefix.NONE, Map.M0F, 0x2B, Form.MR),
    VMOVQ_STORE(Prefix.P66, Map.M0F, 0xD6, Form.MR),
    VMOVUPS(Prefix.NONE, Map.M0F, 0x10, Form.RM),
    VMOVUPS_STORE(Prefix.NONE, Map.M0F, 0x11, Form.MR),
    VMULPD(Prefix.P66, Map.M0F, 0x59, Form.RVM),
    VMULPS(Prefix.NONE, Map.M0F, 0x59, Form.RVM, Tuple.VECTOR),
    VORPS(Prefix.NONE, Map.M0F, 0x56, Form.RVM),
    VPACKSSDW(Prefix.P66, Map.M0F, 0x6B, Form.RVM),
    VPACKUSDW(Prefix.P66, Map.M0F38, 0x2B, Form.RVM),
    VPACKUSWB(Prefix.P66, Map.M0F, 0x67, Form.RVM),
    VPADDD(Prefix.P66, Map.M0F, 0xFE, Form.RVM, Tuple.VECTOR),
    VPADDQ(Prefix.P66, Map.M0F, 0xD4, Form.RVM),
    VPADDSW(Prefix.P66, Map.M0F, 0xED, Form.RVM),
    VPADDW(Prefix.P66, Map.M0F, 0xFD, Form.RVM),
    VPAND(Prefix.P66, Map.M0F, 0xDB, Form.RVM),
    VPBROADCASTB(Prefix.P66, Map.M0F38, 0x78, Form.RM),
    VPBROADCASTD(Prefix.P66, Map.M0F38, 0x58, Form.RM, Tuple.WORD),
    VPBROADCASTQ(Prefix.P66, Map.M0F38, 0x59, Form.RM),
    VPBROADCASTW(Prefix.P66, Map.M0F38, 0x79, Form.RM),
    VPCMPEQD(Prefix.P66, Map.M0F, 0x76, Form.RVM),
    VPCMPEQW(Prefix.P66, Map.M0F, 0x75, Form.RVM),
    VPDPBUSD(Prefix.P66, Map.M0F38, 0x50, Form.RVM, Tuple.VECTOR),
    VPERM2I128(Prefix.P66, Map.M0F3A, 0x46, Form.RVM),
    VPERMD(Prefix.P66, Map.M0F38, 0x36, Form.RVM),
    VPERMILPS(Prefix.P66, Map.M0F38, 0x0C, Form.RVM),
    VPEXTRB(Prefix.P66, Map.M0F3A, 0x14, Form.MR),
    VPEXTRD(Prefix.P66, Map.M0F3A, 0x16, Form.MR),
    VPEXTRW(Prefix.P66, Map.M0F3A, 0x15, Form.MR),
    VPMADDUBSW(Prefix.P66, Map.M0F38, 0x04, Form.RVM),
    VPMADDWD(Prefix.P66, Map.M0F, 0xF5, Form.RVM),
    VPMAXSD(Prefix.P66, Map.M0F38, 0x3D, Form.RVM, Tuple.VECTOR),
    VPMAXUB(Prefix.P66, Map.M0F, 0xDE, Form.RVM),
    VPMAXUD(Prefix.P66, Map.M0F38, 0x3F, Form.RVM),
    VPMINSD(Prefix.P66, Map.M0F38, 0x39, Form.RVM),
    VPMINUB(Prefix.P66, Map.M0F, 0xDA, Form.RVM),
    VPMINUD(Prefix.P66, Map.M0F38, 0x3B, Form.RVM),
    VPMOVSXBD(Prefix.P66, Map.M0F38, 0x21, Form.RM),
    VPMOVSXBW(Prefix.P66, Map.M0F38, 0x20, Form.RM),
    VPMOVUSDB_STORE(Prefix.PF3, Map.M0F38, 0x11, Form.MR, Tuple.QUARTER),
    VPMOVZXBD(Prefix.P66, Map.M0F38, 0x31, Form.RM),
    VPMOVZXBW(Prefix.P66, Map.M0F38, 0x30, Form.RM),
    VPMOVZXDQ(Prefix.P66, Map.M0F38, 0x35, Form.RM),
    VPMOVZXWD(Prefix.P66, Map.M0F38, 0x33, Form.RM),
    VPMULLD(Prefix.P66, Map.M0F38, 0x40, Form.RVM, Tuple.VECTOR),
    VPOR(Prefix.P66, Map.M0F, 0xEB, Form.RVM),
    VPSADBW(Prefix.P66, Map.M0F, 0xF6, Form.RVM),
    VPSHUFB(Prefix.P66, Map.M0F38, 0x00, Form.RVM),
    VPSHUFD(Prefix.P66, Map.M0F, 0x70, Form.RM),
    VPSLLD(Prefix.P66, Map.M0F, 0x72, 6),
    VPSLLW(Prefix.P66, Map.M0F, 0x71, 6),
    VPSRAD(Prefix.P66, Map.M0F, 0x72, 4),
    VPSRAW(Prefix.P66, Map.M0F, 0x71, 4),
    VPSRLD(Prefix.P66, Map.M0F, 0x72, 2),
    VPSRLDQ(Prefix.P66, Map.M0F, 0x73, 3),
    VPSRLVD(Prefix.P66, Map.M0F38, 0x45, Form.RVM),
    VPSRLW(Prefix.P66, Map.M0F, 0x71, 2),
    VPSUBD(Prefix.P66, Map.M0F, 0xFA, Form.RVM, Tuple.VECTOR),
    VPUNPCKHBW(Prefix.P66, Map.M0F, 0x68, Form.RVM),
    VPUNPCKLBW(Prefix.P66, Map.M0F, 0x60, Form.RVM),
    VPXOR(Prefix.P66, Map.M0F, 0xEF, Form.RVM, Tuple.VECTOR),
    VROUNDPS(Prefix.P66, Map.M0F3A, 0x08, Form.RM),
    VSUBPD(Prefix.P66, Map.M0F, 0x5C, Form.RVM),
    VSUBPS(Prefix.NONE, Map.M0F, 0x5C, Form.RVM),
    VUNPCKHPS(Prefix.NONE, Map.M0F, 0x15, Form.RVM),
    VUNPCKLPS(Prefix.NONE, Map.M0F, 0x14, Form.RVM),
    VXORPS(Prefix.NONE, Map.M0F, 0x57, Form.RVM);

    /** The mandatory prefix, with its two bits in a VEX or EVEX prefix. */
    enum Prefix {
        NONE(0),
        P66(1),
        PF3(2);

        final int bits;

        Prefix(int bits) {
            this.bits = bits;
        }
    }

    /** The opcode map, with its number in a VEX or EVEX prefix, and the W bit as it stands there. */
    enum Map {
        M0F(1, 0),
        M0F38(2, 0),
        M0F38_W1(2, 0x80),
        M0F3A(3, 0);

        final int number;
        final int w;

        Map(int number, int w) {
            this.number = number;
            this.w = w;
        }
    }

    /** Which field of the encoding the operands go to, in the order they are written. */
    enum Form {
        /** Destination in reg, source in reg-or-memory. */
        RM,
        /** Destination in reg-or-memory, source in reg. */
        MR,
        /**
         * Destination in reg, sources in vvvv and in reg-or-memory. Masked stores are written in this order too: what is
         * stored, mask, place.
         */
        RVM,
        /** Destination in vvvv, source in reg-or-memory, a part of the opcode in reg. */
        VM
    }

    /** How much memory an operand of an EVEX encoding covers, which is the unit of displacements of one byte. */
    enum Tuple {
        /** There is no such encoding, or none in use. */
        NONE,
        /** A whole vector. */
        VECTOR,
        /** A quarter of the vector. */
        QUARTER,
        /** 32 bits. */
        WORD;

        int bytes(int bits) {
            return switch (this) {
                case NONE -> throw new IllegalStateException("no memory is covered");
                case VECTOR -> bits / 8;
                case QUARTER -> bits / 32;
                case WORD -> 4;
            };
        }
    }

    final Prefix prefix;
    final Map map;
    final int opcode;
    final Form form;
    final int extension;
    final Tuple tuple;

    Op(Prefix prefix, Map map, int opcode, Form form) {
        this(prefix, map, opcode, form, 0, Tuple.NONE);
    }

    Op(Prefix prefix, Map map, int opcode, int extension) {
        this(prefix, map, opcode, Form.VM, extension, Tuple.NONE);
    }

    Op(Prefix prefix, Map map, int opcode, Form form, Tuple tuple) {
        this(prefix, map, opcode, form, 0, tuple);
    }

    Op(Prefix prefix, Map map, int opcode, Form form, int extension, Tuple tuple) {
        this.prefix = prefix;
        this.map = map;
        this.opcode = opcode;
        this.form = form;
        this.extension = extension;
        this.tuple = tuple;
    }

    /** Whether only AVX-512's encoding is meant, whatever the registers. */
    boolean evexOnly() {
        return this == VPDPBUSD || this == VPMOVUSDB_STORE;
    }
}
