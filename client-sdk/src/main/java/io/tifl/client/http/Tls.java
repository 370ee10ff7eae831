package io.tifl.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What a client trusts and what it shows, made from files. Names and dates of certificates are always checked. */
final class Tls {
    private Tls() {}

    /**
     * @param authorities a PEM file of certificates, or a key store without a password; absent: what Java trusts
     * @param own a PKCS #12 file with this client's certificate and its private key; absent: none is shown
     * @throws IOException if a file cannot be read or holds something else
     */
    static SSLContext context(Optional<Path> authorities, Optional<Path> own, char[] password) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own.isPresent() ? keys(own.get(), password) : null,
                    authorities.isPresent() ? trust(authorities.get()) : null,
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "cannot set up TLS with "
                            + authorities.or(() -> own).map(Path::toString).orElse("no file") + ": " + e.getMessage(),
                    e);
        }
    }

    private static TrustManager[] trust(Path file) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(isPem(file) ? certificates(file) : store(file, null));
        return factory.getTrustManagers();
    }

    private static boolean isPem(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            // DER and JKS begin with a byte that is no printable character.
            int first = in.read();
            return (first >= ' ' && first < 0x7f) || first == '\n' || first == '\r';
        }
    }

    private static KeyStore certificates(Path pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException("there is no certificate in " + pem);
            }
            int number = 0;
            for (Certificate certificate : found) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
        }
        return store;
    }

    private static KeyManager[] keys(Path file, char[] password) throws IOException, GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store(file, password), password);
        return factory.getKeyManagers();
    }

    private static KeyStore store(Path file, char @Nullable [] password) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(file.toFile(), password);
    }
}
