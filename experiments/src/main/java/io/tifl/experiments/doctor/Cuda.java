package io.tifl.experiments.doctor;

import java.util.List;
import java.util.Optional;

/** GPUs of NVIDIA, and whether ND4J can use them. */
final class Cuda {
    /** ND4J 1.0.0-M2.1 holds code for compute capability 3.7 to 8.6, which runs up to 8.9, and none that a driver could translate. */
    private static final int FIRST_TOO_NEW = 9;

    private static final String BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";
    private static final String SWITCH = "TIFL_MAVEN_PROFILES=cuda";

    private Cuda() {}

    /** Whether tifl was built with the profile. */
    static boolean isBuiltIn() {
        try {
            Class.forName(BACKEND, false, Cuda.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError _) {
            return false;
        }
    }

    /** @param isBuiltIn whether ND4J's CUDA backend is on the class path */
    static Finding look(Surroundings here, boolean isBuiltIn) throws InterruptedException {
        Optional<List<String>> devices = here.programs()
                .lines(
                        "nvidia-smi",
                        "--query-gpu=name,compute_cap,memory.total,driver_version",
                        "--format=csv,noheader");
        if (devices.isEmpty() || devices.get().isEmpty()) {
            return none(here, isBuiltIn);
        }
        String found = String.join("; ", devices.get());
        if (devices.get().stream().allMatch(Cuda::isTooNew)) {
            return Finding.note(
                    "cuda",
                    found + ": ND4J has no code for compute capability 9 and newer",
                    isBuiltIn ? "unset TIFL_MAVEN_PROFILES; the CPU computes" : "nothing: the CPU computes");
        }
        return isBuiltIn
                ? Finding.ok("cuda", found + "; ND4J's CUDA backend is built in")
                : Finding.note(
                        "cuda",
                        found + "; built without CUDA",
                        "for '--engine dl4j' on the GPU: " + SWITCH + " ./tifl …");
    }

    private static Finding none(Surroundings here, boolean isBuiltIn) {
        String found = here.line("proc/driver/nvidia/version")
                .map(version -> "a driver is loaded (" + version + "), but nvidia-smi does not answer")
                .orElse("no NVIDIA GPU seen (nvidia-smi is not there or fails)");
        if (isBuiltIn) {
            return Finding.note(
                    "cuda",
                    found + ", though ND4J's CUDA backend is built in; the CPU computes",
                    "in a container, give it the GPU (--gpus all); without a GPU, unset TIFL_MAVEN_PROFILES");
        }
        return Finding.ok("cuda", found + "; the CPU computes");
    }

    private static boolean isTooNew(String device) {
        String[] columns = device.split(",", -1);
        String capability = columns.length > 1 ? columns[1].strip() : "";
        int point = capability.indexOf('.');
        try {
            return Integer.parseInt(point < 0 ? capability : capability.substring(0, point)) >= FIRST_TOO_NEW;
        } catch (NumberFormatException _) {
            return false;
        }
    }
}
