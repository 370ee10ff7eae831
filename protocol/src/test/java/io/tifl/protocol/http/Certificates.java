package io.tifl.protocol.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority of its own, and certificates it signs, made with the JDK's keytool. */
public final class Certificates {
    public static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;

    public Certificates(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Test Authority", "-ext", "bc:c", "-validity", "30");
        keytool("-exportcert", "-alias", "ca", "-rfc", "-file", authority().toString());
    }

    /** The authority, as a PEM file. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** A key and a certificate of the authority's, as a PKCS #12 file. */
    public Path signed(String name, String... more) throws Exception {
        List<String> making = new ArrayList<>(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
        making.addAll(List.of("-signer", "ca"));
        making.addAll(List.of(more));
        keytool(making.toArray(String[]::new));
        KeyStore all = all();
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(name, all.getKey(name, PASSWORD), PASSWORD, all.getCertificateChain(name));
        Path store = folder.resolve(name + ".p12");
        try (OutputStream out = Files.newOutputStream(store)) {
            one.store(out, PASSWORD);
        }
        return store;
    }

    /** Takes certificates back that were signed before: the authority's list, as a PEM file, which is replaced. */
    public Path revoked(String... names) throws Exception {
        Path list = folder.resolve("revoked.pem");
        List<String> making = new ArrayList<>(List.of("-gencrl", "-alias", "ca", "-rfc", "-file", list.toString()));
        for (String name : names) {
            X509Certificate certificate = (X509Certificate) all().getCertificate(name);
            making.addAll(List.of("-id", certificate.getSerialNumber().toString()));
        }
        keytool(making.toArray(String[]::new));
        return list;
    }

    private KeyStore all() throws Exception {
        return KeyStore.getInstance(folder.resolve("all.p12").toFile(), PASSWORD);
    }

    /** What a server shows, and whom it lets in. */
    public SSLContext server(Path store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store.toFile(), PASSWORD), PASSWORD);
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("ca", all().getCertificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-keystore", folder.resolve("all.p12").toString(), "-storepass", "changeit"));
        if (arguments[0].equals("-genkeypair")) {
            all.addAll(List.of("-keyalg", "EC"));
        }
        tool(all.toArray(String[]::new));
    }

    private static void tool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }
}
