package io.tifl.experiments.doctor;

import io.tifl.kernels.jit.Cpu;
import io.tifl.kernels.jit.Jit;
import java.util.StringJoiner;

/** The processor, and what of it programs may use. */
final class Processor {
    private Processor() {}

    static Finding look(Surroundings here) {
        return look(
                here,
                Runtime.getRuntime().availableProcessors(),
                Jit.instance().cpu(),
                Jit.instance().reason());
    }

    /** @param obstacle why the processor could not be asked; empty if it was */
    static Finding look(Surroundings here, int cores, Cpu cpu, String obstacle) {
        String found = model(here) + ", " + cores + (cores == 1 ? " core" : " cores");
        if (!obstacle.isEmpty()) {
            return Finding.note("processor", found + "; " + obstacle, "kernels on the Vector API are used instead");
        }
        if (!cpu.avx2()) {
            return Finding.note(
                    "processor",
                    found + " without AVX2",
                    "everything works, much slower; in a virtual machine, ask for the host's CPU model");
        }
        return Finding.ok("processor", found + "; " + features(cpu));
    }

    private static String model(Surroundings here) {
        return here.lines("proc/cpuinfo").stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse(here.property("os.arch"));
    }

    private static String features(Cpu cpu) {
        StringJoiner features = new StringJoiner(", ");
        features.add("AVX2 and FMA");
        if (cpu.avx512()) {
            features.add("AVX-512");
        }
        if (cpu.vnni512()) {
            features.add("AVX-512 VNNI");
        }
        if (cpu.vnni256()) {
            features.add("AVX-VNNI");
        }
        return features.toString();
    }
}
