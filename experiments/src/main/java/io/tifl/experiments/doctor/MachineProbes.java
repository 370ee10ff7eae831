package io.tifl.experiments.doctor;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import io.tifl.client.compiled.CompiledLearnerFactory;
import io.tifl.experiments.report.PngPicture;
import io.tifl.kernels.Backend;
import io.tifl.kernels.PackedWeights;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is looked at on any machine. */
final class MachineProbes {
    private static final int DEVELOPED_WITH = 25;

    private MachineProbes() {}

    static List<Probe> of(Surroundings here) {
        return List.of(
                Probe.of("java", () -> java(Runtime.version(), here)),
                Probe.of("flags", () -> JvmFlags.look(here)),
                Probe.of("processor", () -> Processor.look(here)),
                Probe.of("kernels", MachineProbes::kernels),
                Probe.of("nd4j", Nd4jBackends::look),
                Probe.of("cuda", () -> Cuda.look(here, Cuda.isBuiltIn())),
                Probe.of("memory", () -> Memory.look(Memory.Facts.real(here))),
                Probe.of("container", () -> Containers.look(here)),
                Probe.of("disk", () -> Disks.look(Disks.places(here))),
                Probe.of("fonts", () -> fonts(PngPicture.obstacle())),
                Probe.of("limits", () -> ProcessLimits.look(here)),
                Probe.of("proxy", () -> Proxies.look(here)),
                Probe.of("onnx", MachineProbes::onnx),
                Probe.of("python", () -> python(here)),
                Probe.of("browser", () -> browser(here)));
    }

    static Finding java(Runtime.Version version, Surroundings here) {
        String found = version + " (" + here.property("java.vendor") + "), " + here.property("java.home");
        if (version.feature() < DEVELOPED_WITH) {
            return Finding.problem("java", found, "install a JDK 25, for instance from https://adoptium.net");
        }
        return version.feature() == DEVELOPED_WITH
                ? Finding.ok("java", found)
                : Finding.note("java", found, "tifl is tested with Java 25; if something is odd, try that one");
    }

    private static Finding kernels() {
        String sums = Backend.description();
        String products = PackedWeights.backend();
        String found = "sums " + sums + "; products " + products + "; training " + CompiledLearnerFactory.vectors();
        return kernels(found, sums.startsWith("scalar") || products.startsWith("scalar"));
    }

    static Finding kernels(String found, boolean isSlow) {
        return isSlow
                ? Finding.note(
                        "kernels",
                        found,
                        "plain loops are many times slower; the lines 'flags' and 'processor' say what is missing")
                : Finding.ok("kernels", found);
    }

    static Finding fonts(Optional<String> obstacle) {
        return obstacle.map(what -> Finding.note(
                        "fonts",
                        "charts are written as SVG only: " + what,
                        "for PNG, install fontconfig and a font (apt-get install fontconfig fonts-dejavu-core)"))
                .orElseGet(() -> Finding.ok("fonts", "charts can be written as PNG"));
    }

    private static Finding onnx() {
        try {
            String version = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "tifl")
                    .getVersion();
            return Finding.ok("onnx", "ONNX Runtime " + version + ", for benchmarks of ONNX models");
        } catch (LinkageError | RuntimeException e) {
            return Finding.note(
                    "onnx",
                    "ONNX Runtime cannot be loaded: " + e,
                    "only benchmarks of ONNX models need it; it is there for Linux, macOS and Windows on x86-64 and ARM");
        }
    }

    static Finding python(Surroundings here) throws InterruptedException {
        Optional<String> version = here.version(Stream.of("python3", "python"), "--version");
        return Finding.ok("python", version.orElse("not there") + "; nothing of tifl needs it");
    }

    static Finding browser(Surroundings here) throws InterruptedException {
        Optional<String> browser =
                here.version(Stream.of("chromium", "chromium-browser", "google-chrome"), "--version");
        Optional<String> driver = here.version(Stream.of("chromedriver"), "--version");
        if (browser.isPresent() && driver.isPresent()) {
            return Finding.ok("browser", browser.get() + "; " + driver.get());
        }
        String found = browser.map(name -> name + ", but no chromedriver").orElse("no Chromium on the PATH");
        return Finding.ok("browser", found + "; tests of the dashboard are skipped, any browser can show it");
    }
}
