package io.tifl.experiments.cli;

import io.tifl.experiments.demo.Demo;
import io.tifl.experiments.demo.DemoRequest;
import io.tifl.experiments.demo.Operator;
import io.tifl.experiments.demo.Surface;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tifl demo}: a federation to be looked at. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a live federation on this machine and shows it in the browser: a coordinator, a few clients with uneven",
            "data and different speeds, and a TiFL job. It stays up until Ctrl-C, which stops all of it."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by a signal, or the job did all its rounds",
            "1:it could not start, or the job failed; the message says why",
            "2:wrong usage"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl demo                              five clients, 60 rounds; nothing stays when it stops",
            "  tifl demo --data DIR                   keeps all in DIR; the same command goes on there",
            "  tifl demo --clients 10 --rounds 200    a larger one",
            "  tifl demo --no-browser --port 8443     prints the address of the page, which is then the same every time"
        })
final class DemoCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(names = "--clients", paramLabel = "N", description = "Clients, 2 to 50 (default: 5, or as in --data)")
    private @Nullable Integer clients;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds of the job, a second or two each (default: 60)")
    private int rounds = 60;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the coordinator; 0: a free one (default: 0)")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder for all of it, which stays there (default: a temporary one)")
    private @Nullable Path data;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Of data, speeds and chance (default: 1, or as in --data)")
    private @Nullable Long seed;

    @Option(names = "--no-browser", description = "Print the address of the page and open nothing")
    private boolean noBrowser;

    @Option(names = "--wait", description = "Stay up after the last round until Ctrl-C (this is the default)")
    private boolean wait;

    @Option(names = "--exit-when-done", description = "Stop after the last round")
    private boolean exitWhenDone;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (wait && exitWhenDone) {
            throw new IllegalArgumentException("--wait and --exit-when-done exclude each other");
        }
        DemoRequest request = new DemoRequest(
                clients == null ? OptionalInt.empty() : OptionalInt.of(clients),
                rounds,
                port,
                seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                Optional.ofNullable(data),
                !noBrowser,
                exitWhenDone);
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        try {
            return Demo.run(request, terminal) ? 0 : ErrorMessages.FAILED;
        } catch (InterruptedException _) {
            terminal.say("stopped; " + (data == null ? "nothing is left" : "'tifl demo --data " + data + "' goes on"));
            return 0;
        }
    }

    /** The demonstration's end towards people. */
    private record Terminal(PrintWriter out) implements Surface {
        @Override
        public void say(String line) {
            out.println(line);
            out.flush();
        }

        @Override
        public Operator operator(URI coordinator, String token) {
            CoordinatorApi api = new CoordinatorApi(coordinator, token);
            return new Operator() {
                @Override
                public byte[] call(String method, String path, Optional<String> body)
                        throws IOException, InterruptedException {
                    return api.call(method, path, body);
                }

                @Override
                public void close() {
                    api.close();
                }
            };
        }

        @Override
        public boolean show(URI page) {
            return Browser.here().map(browser -> browser.open(page)).orElse(false);
        }

        @Override
        public long elapsed() {
            long started = ManagementFactory.getRuntimeMXBean().getStartTime();
            return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - started);
        }
    }
}
