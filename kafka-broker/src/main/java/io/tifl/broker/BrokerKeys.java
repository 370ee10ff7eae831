package io.tifl.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a secured broker keeps in its folder beside its data: a certificate of its own making, and the password of the one
 * user it begins with, who may do everything. Files with secrets are readable by their owner alone.
 */
final class BrokerKeys {
    /** The user who may do everything; a coordinator comes as this one. */
    static final String SUPER_USER = "coordinator";

    /** As whom the broker shows itself to itself. */
    static final String BROKER = "CN=tifl-broker";

    private static final int SECRET_BYTES = 24;
    private static final String PASSWORD = "broker.password";
    private static final String LIFE_DAYS = "3650";

    private final Path folder;
    private final String password;

    private BrokerKeys(Path folder, String password) {
        this.folder = folder;
        this.password = password;
    }

    /** Whether there are some. */
    static boolean areIn(Path folder) {
        return Files.exists(folder.resolve(PASSWORD));
    }

    /** Those in the folder, made if there are none. */
    static BrokerKeys in(Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve(PASSWORD);
        if (areIn(folder)) {
            return new BrokerKeys(folder, Files.readString(file).strip());
        }
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        BrokerKeys keys =
                new BrokerKeys(folder, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        keys.make();
        // Last, since it says that all are there.
        writeSecret(file, keys.password);
        return keys;
    }

    private void make() throws IOException, InterruptedException {
        Files.deleteIfExists(store());
        keytool(
                "-genkeypair",
                "-dname",
                BROKER,
                "-keyalg",
                "EC",
                "-validity",
                LIFE_DAYS,
                "-ext",
                "bc:c",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost");
        keytool("-exportcert", "-rfc", "-file", certificate().toString());
    }

    private void keytool(String... what) throws IOException, InterruptedException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        ProcessBuilder making = new ProcessBuilder(tool);
        making.command().addAll(List.of(what));
        making.command()
                .addAll(List.of("-alias", "broker", "-keystore", store().toString(), "-storepass:env", "STORE"));
        making.environment().put("STORE", password);
        Process process = making.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool could not make the broker's certificate: " + said.strip());
        }
    }

    private Path store() {
        return folder.resolve("broker.p12");
    }

    /** What clients have to trust, in PEM. */
    Path certificate() {
        return folder.resolve("broker.pem");
    }

    String password() {
        return password;
    }

    /** Where the broker finds its key and whom it trusts. */
    Map<String, Object> ofBroker() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("ssl.keystore.type", "PKCS12");
        properties.put("ssl.keystore.location", plain(store()));
        properties.put("ssl.keystore.password", password);
        properties.put("ssl.key.password", password);
        properties.putAll(trust());
        return properties;
    }

    private Map<String, String> trust() {
        return Map.of("ssl.truststore.type", "PEM", "ssl.truststore.location", plain(certificate()));
    }

    private static String plain(Path path) {
        return path.toAbsolutePath().toString().replace('\\', '/');
    }

    /** Settings of Kafka's clients by which a user gets in. */
    Map<String, String> client(String user, String secret) {
        Map<String, String> settings = new LinkedHashMap<>(trust());
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "SCRAM-SHA-512");
        settings.put("sasl.jaas.config", login(user, secret));
        return settings;
    }

    static String login(String user, String secret) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                + secret + "\";";
    }

    /** Writes the settings of the user who may do everything, for programs that read them from a file. */
    void writeSuperUser() throws IOException {
        StringBuilder text = new StringBuilder();
        client(SUPER_USER, password)
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        writeSecret(superUserFile(), text.toString());
    }

    Path superUserFile() {
        return folder.resolve(SUPER_USER + ".properties");
    }

    /** Writes a file that its owner alone may read, in place of one that is there. */
    static void writeSecret(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerAlone = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Files.createFile(file, ownerAlone);
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }
}
