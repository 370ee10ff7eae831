package io.tifl.experiments.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Other programs of this machine. */
@FunctionalInterface
interface Programs {
    /** What a program printed; empty if it is not there, fails or does not end in time. */
    Optional<List<String>> lines(String program, String... arguments) throws InterruptedException;

    default Optional<String> firstLine(String program, String... arguments) throws InterruptedException {
        return lines(program, arguments).flatMap(lines -> lines.stream().findFirst());
    }

    static Programs real() {
        return new RealPrograms(Duration.ofSeconds(5));
    }

    /** @param patience with a program; whoever takes longer is ended */
    record RealPrograms(Duration patience) implements Programs {
        private static final int MOST_BYTES = 1 << 16;

        @Override
        public Optional<List<String>> lines(String program, String... arguments) throws InterruptedException {
            List<String> command = new ArrayList<>(List.of(arguments));
            command.addFirst(program);
            Process process;
            try {
                process = new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException _) {
                return Optional.empty();
            }
            try {
                process.getOutputStream().close();
                return answer(process);
            } catch (IOException _) {
                return Optional.empty();
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }

        // Small answers fit the pipe, so waiting first does not block the program.
        private Optional<List<String>> answer(Process process) throws IOException, InterruptedException {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                return Optional.empty();
            }
            byte[] said = process.getInputStream().readNBytes(MOST_BYTES);
            return Optional.of(new String(said, StandardCharsets.UTF_8).lines().toList());
        }
    }
}
