package io.tifl.coordinator.kafka;

import io.tifl.coordinator.security.Tokens;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/** Grants rights and makes accounts at the brokers, as a user who may. Thread-safe. */
public final class Access implements AutoCloseable {
    private static final int PASSWORD_BYTES = 32;
    private static final int ITERATIONS = 8192;

    private final Admin admin;

    /**
     * @param bootstrap hosts and ports of some brokers, separated by commas
     * @param settings of Kafka's clients, by which such a user gets in
     * @throws org.apache.kafka.common.KafkaException if a setting is wrong
     */
    public Access(String bootstrap, Map<String, String> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        this.admin = Admin.create(all);
    }

    /** Grants what is not granted yet. */
    public void grant(Collection<AclBinding> rights) throws IOException, InterruptedException {
        await(admin.createAcls(rights).all());
    }

    /**
     * Makes an account for SCRAM-SHA-512, in place of one of that name.
     *
     * @return its password, which the brokers do not keep
     */
    public String account(String user) throws IOException, InterruptedException {
        String password = Tokens.fresh(PASSWORD_BYTES);
        await(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password)))
                .all());
        return password;
    }

    /** Settings of Kafka's clients by which a user of an account logs in. */
    public static Map<String, String> login(String user, String password) {
        return Map.of(
                SaslConfigs.SASL_MECHANISM,
                ScramMechanism.SCRAM_SHA_512.mechanismName(),
                SaslConfigs.SASL_JAAS_CONFIG,
                ScramLoginModule.class.getName() + " required username=\"" + user + "\" password=\"" + password
                        + "\";");
    }

    private static void await(KafkaFuture<Void> done) throws IOException, InterruptedException {
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new IOException("the brokers refused: " + Refusals.inWords(e.getCause()), e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
