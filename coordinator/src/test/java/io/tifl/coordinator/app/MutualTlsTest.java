package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.http.Certificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that have to show certificates: right ones come in, all others stay out, and one taken back is put out. */
class MutualTlsTest {
    @TempDir
    private Path folder;

    private Certificates certificates;
    private Path revocations;
    private Service service;
    private String token;

    @BeforeEach
    void start() throws Exception {
        certificates = new Certificates(folder);
        Path shown = certificates.signed("server", "-ext", "san=dns:localhost");
        for (String name : new String[] {"ann", "bert"}) {
            certificates.signed(name);
        }
        certificates.signed("old", "-startdate", "-9d", "-validity", "2");
        revocations = Files.copy(certificates.revoked(), folder.resolve("list.pem"));
        service = Service.start(
                folder.resolve("data"),
                http(null),
                "--tifl.revocations=" + revocations,
                "--spring.ssl.bundle.jks.tifl.keystore.location=" + shown.toUri(),
                "--spring.ssl.bundle.jks.tifl.keystore.password=changeit",
                "--spring.ssl.bundle.jks.tifl.truststore.location="
                        + authority().toUri(),
                "--spring.ssl.bundle.jks.tifl.truststore.password=changeit",
                "--server.ssl.bundle=tifl",
                "--server.ssl.client-auth=want");
        token = service.enrolmentTokens(1).getFirst();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    /** A key store with the authority alone. */
    private Path authority() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificates.authority())) {
            store.setCertificateEntry(
                    "ca",
                    java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        Path file = folder.resolve("authority.p12");
        try (var out = Files.newOutputStream(file)) {
            store.store(out, Certificates.PASSWORD);
        }
        return file;
    }

    /** Who shows the certificate in the file, or none. */
    private HttpClient http(@Nullable Path own) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStore.getInstance(authority().toFile(), Certificates.PASSWORD));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(
                own == null ? null : KeyStore.getInstance(own.toFile(), Certificates.PASSWORD), Certificates.PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
    }

    private Device enrol(@Nullable Path own, String name) throws Exception {
        return Device.enrol(http(own), service.uri(), token, name);
    }

    @Test
    void deviceWithACertificateForItsOwnIdComesInAndOperatorsNeedNone() throws Exception {
        Device ann = enrol(folder.resolve("ann.p12"), "ann");
        ann.openSession();

        assertThat(ann.poll(0)).isEmpty();
        assertThat(Device.text(service.get("/v1/clients/ann"))).contains("\"client\":\"ann\"");
    }

    @Test
    void deviceWithoutACertificateOrWithThatOfAnotherStaysOutAndItsTokenStaysGood() throws Exception {
        assertThatThrownBy(() -> enrol(null, "ann"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("certificate-invalid");
        assertThatThrownBy(() -> enrol(folder.resolve("bert.p12"), "ann"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("certificate-invalid");

        enrol(folder.resolve("ann.p12"), "ann").openSession();
    }

    @Test
    void stolenKeyOpensNothingWithoutTheCertificate() throws Exception {
        Device ann = enrol(folder.resolve("ann.p12"), "ann");
        Device thief = ann.over(http(folder.resolve("bert.p12")));

        assertThatThrownBy(thief::openSession).hasMessageContaining("certificate-invalid");
        assertThat(Device.text(service.get("/v1/audit"))).contains("certificate-invalid");
    }

    @Test
    void expiredAndSelfSignedCertificatesAreRefusedByTls() throws Exception {
        Path stranger = Files.createDirectories(folder.resolve("stranger"));
        Certificates own = new Certificates(stranger);

        assertThatThrownBy(() -> enrol(folder.resolve("old.p12"), "old")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> enrol(own.signed("ann"), "ann")).isInstanceOf(IOException.class);
    }

    @Test
    void certificateThatIsTakenBackEndsItsDeviceWithinHalfAMinuteOnAnOpenConnection() throws Exception {
        Device ann = enrol(folder.resolve("ann.p12"), "ann");
        ann.openSession();
        assertThat(ann.poll(0)).isEmpty();

        Files.copy(certificates.revoked("ann"), revocations, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(revocations, FileTime.from(Instant.now().plusSeconds(1)));
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        String said = "";
        while (said.isEmpty() && Instant.now().isBefore(end)) {
            try {
                assertThat(ann.poll(0)).isEmpty();
                Thread.sleep(200);
            } catch (IOException e) {
                said = String.valueOf(e.getMessage());
            }
        }
        assertThat(said).contains("certificate-invalid", "taken back");
    }
}
