package io.tifl.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.pace.Pace;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.http.Certificates;
import io.tifl.protocol.transport.ClientTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom a client talks to over TLS, and who may talk to a coordinator that wants certificates. */
@Timeout(120)
class TlsTest {
    private static final ClientId ANN = new ClientId("ann");

    @TempDir
    static Path folder;

    private static Certificates certificates;
    private static Path localhost;
    private static Path elsewhere;
    private static Path expired;
    private static Path device;

    @BeforeAll
    static void sign() throws Exception {
        certificates = new Certificates(folder);
        localhost = certificates.signed("server", "-ext", "san=dns:localhost");
        elsewhere = certificates.signed("other", "-ext", "san=dns:elsewhere.example");
        expired = certificates.signed("expired", "-ext", "san=dns:localhost", "-startdate", "-9d", "-validity", "2");
        device = certificates.signed("device");
    }

    @Test
    void aCoordinatorOfATrustedAuthorityIsTalkedTo() throws Exception {
        talk(localhost, false, certificates.authority(), null);
    }

    @Test
    void aKeyStoreOfAuthoritiesDoesAsWell() throws Exception {
        Path stranger = folder.resolve("all.p12");

        assertThatThrownBy(() -> talk(localhost, false, stranger, null)).isInstanceOf(IOException.class);
    }

    @Test
    void anAuthorityThatJavaDoesNotKnowIsNotTrusted() {
        assertRefused(() -> talk(localhost, false, null, null));
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        assertRefused(() -> talk(elsewhere, false, certificates.authority(), null));
    }

    @Test
    void anExpiredCertificateIsRefused() {
        assertRefused(() -> talk(expired, false, certificates.authority(), null));
    }

    @Test
    void aCoordinatorThatWantsCertificatesLetsInWhoHasOne() throws Exception {
        talk(localhost, true, certificates.authority(), device);

        assertThatThrownBy(() -> talk(localhost, true, certificates.authority(), null))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aFileWithoutCertificatesIsToldAtOnce() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "\n");

        assertThatThrownBy(() -> talk(localhost, false, empty, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("empty.pem");
    }

    private static void talk(Path shown, boolean mutual, @Nullable Path trusted, @Nullable Path own) throws Exception {
        try (FakeCoordinator fake = new FakeCoordinator(certificates.server(shown), mutual, Duration.ofSeconds(2))) {
            HttpCoordinator.Builder builder = HttpCoordinator.builder(fake.uri())
                    .pace(new Pace(new Seed(1), Duration.ofMillis(10), Duration.ofMillis(50)));
            if (trusted != null) {
                builder.trust(trusted);
            }
            if (own != null) {
                builder.certificate(own, Certificates.PASSWORD);
            }
            try (HttpCoordinator coordinator = builder.build();
                    ClientTransport transport = coordinator.connect(fake.enrol(ANN))) {
                assertThat(transport.poll(Duration.ZERO)).isEqualTo(Optional.empty());
            }
        }
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable talk) {
        assertThatThrownBy(talk).isInstanceOf(SSLException.class);
    }
}
