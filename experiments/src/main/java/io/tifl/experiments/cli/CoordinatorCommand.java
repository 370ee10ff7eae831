package io.tifl.experiments.cli;

import io.tifl.coordinator.app.CoordinatorApplication;
import io.tifl.experiments.advi.federated.service.PosteriorService;
import io.tifl.experiments.benchmark.service.BenchmarkService;
import io.tifl.experiments.noise.federated.service.NoiseService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl coordinator}: the service. */
@Command(
        name = "coordinator",
        mixinStandardHelpOptions = true,
        description = "Runs the coordinator as a service: devices enrol and train over HTTP, jobs survive any crash.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:stopped by a signal", "1:it could not start; the message says why", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl coordinator --data /var/lib/tifl --certificate cert.pem --key key.pem",
            "  tifl coordinator --local               without TLS, for this machine alone",
            "  tifl coordinator --local -- --tifl.database.url=jdbc:postgresql://db/tifl"
        })
final class CoordinatorCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", description = "Everything that must survive (default: tifl-data)")
    private Path data = Path.of("tifl-data");

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on (default: 8443)")
    private int port = 8443;

    @Option(names = "--certificate", paramLabel = "FILE", description = "Certificate chain for TLS, in PEM")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Private key of the certificate, in PEM")
    private @Nullable Path key;

    @Option(
            names = "--client-ca",
            paramLabel = "FILE",
            description = "Devices must show a certificate of this authority for their own id (mutual TLS)")
    private @Nullable Path clientAuthority;

    @Option(
            names = "--client-crl",
            paramLabel = "FILE",
            description = "Certificates of devices that the authority took back; read again when the file changes")
    private @Nullable Path revocations;

    @Option(names = "--local", description = "Listen on the loopback address only, without TLS")
    private boolean local;

    @Option(names = "--behind-proxy", description = "A proxy in front does TLS; listen without it on all addresses")
    private boolean behindProxy;

    @Parameters(
            arity = "0..*",
            paramLabel = "SETTING",
            description = "Further settings as --name=value, after --; docs/operating.md lists them")
    private List<String> further = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("--certificate and --key belong together");
        }
        CoordinatorApplication.serve(settings(), BenchmarkService.class, NoiseService.class, PosteriorService.class);
        return 0;
    }

    private List<String> settings() {
        List<String> settings = new ArrayList<>();
        settings.add("--tifl.data=" + data);
        settings.add("--server.port=" + port);
        if (local) {
            settings.add("--server.address=127.0.0.1");
            settings.add("--tifl.tls=none");
        } else if (behindProxy) {
            settings.add("--tifl.tls=proxy");
            settings.add("--server.forward-headers-strategy=native");
        }
        if (certificate != null && key != null) {
            settings.add("--spring.ssl.bundle.pem.tifl.keystore.certificate=" + certificate.toUri());
            settings.add("--spring.ssl.bundle.pem.tifl.keystore.private-key=" + key.toUri());
            settings.add("--server.ssl.bundle=tifl");
        }
        if (clientAuthority != null) {
            settings.add("--spring.ssl.bundle.pem.tifl.truststore.certificate=" + clientAuthority.toUri());
            settings.add("--server.ssl.client-auth=want");
        }
        if (revocations != null) {
            settings.add("--tifl.revocations=" + revocations);
        }
        settings.addAll(further);
        return settings;
    }
}
