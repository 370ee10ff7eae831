package io.tifl.experiments.cli;

import io.tifl.coordinator.kafka.Access;
import io.tifl.coordinator.kafka.AccessRules;
import io.tifl.coordinator.kafka.KafkaSettings;
import io.tifl.coordinator.security.SecretFile;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.kafka.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.acl.AclBinding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl kafka acls}: what devices may do at the brokers, printed or granted. */
@Command(
        name = "acls",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints the commands of Kafka's own tool that let devices do what they have to and nothing else: write calls",
            "and replies, read orders and models. With --apply it grants that itself, and with --accounts it makes an",
            "account for each device that has none, with a password of its own."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the brokers refused or cannot be reached; the message says why", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl kafka acls ann bob                 prints what ann and bob have to be granted",
            "  tifl kafka acls --coordinator tifl      prints what a coordinator needs that may not do everything",
            "  tifl kafka acls ann bob --apply --bootstrap localhost:9092 --settings coordinator.properties \\",
            "      --accounts devices                  grants it, and writes devices/ann.properties, devices/bob.properties"
        })
final class KafkaAclsCommand implements Callable<Integer> {
    private static final String TRUST = "ssl.truststore.";
    private static final String TRUSTED_FILE = TRUST + "location";
    private static final String TRUSTED_TYPE = TRUST + "type";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(arity = "0..*", paramLabel = "DEVICE", description = "Users of the brokers as whom devices come")
    private List<String> devices = List.of();

    @Option(names = "--coordinator", paramLabel = "USER", description = "User as whom a coordinator comes")
    private @Nullable String coordinator;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "What the names of the topics begin with (default: tifl)")
    private String prefix = "tifl";

    @Option(names = "--apply", description = "Grant it rather than print it")
    private boolean apply;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Some of the brokers (default: localhost:9092)")
    private String bootstrap = "localhost:9092";

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description = "Settings of Kafka's clients for a user who may grant rights and make accounts")
    private @Nullable Path settings;

    @Option(
            names = "--accounts",
            paramLabel = "DIR",
            description =
                    "Make an account for each device without a file DIR/DEVICE.properties, and write its settings there")
    private @Nullable Path accounts;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (devices.isEmpty() && coordinator == null) {
            throw new IllegalArgumentException("name the devices, or a coordinator with --coordinator");
        }
        if (accounts != null && !apply) {
            throw new IllegalArgumentException("--accounts makes accounts only together with --apply");
        }
        devices.forEach(ClientId::new);
        List<AclBinding> rights = rights();
        if (apply) {
            apply(rights);
        } else {
            print(rights);
        }
        return 0;
    }

    private List<AclBinding> rights() {
        Topics topics = new Topics(prefix);
        List<AclBinding> rights = new ArrayList<>();
        if (coordinator != null) {
            rights.addAll(AccessRules.ofCoordinator(topics, new ClientId(coordinator).value()));
        }
        for (String device : devices) {
            rights.addAll(AccessRules.ofDevice(topics, device));
        }
        return rights;
    }

    private void print(List<AclBinding> rights) {
        PrintWriter out = spec.commandLine().getOut();
        String begin = "kafka-acls.sh --bootstrap-server " + bootstrap
                + (settings == null ? "" : " --command-config " + settings) + " ";
        rights.forEach(right -> out.println(begin + String.join(" ", AccessRules.arguments(right))));
        out.flush();
    }

    private void apply(List<AclBinding> rights) throws IOException, InterruptedException {
        Map<String, String> granting = settings == null ? Map.of() : KafkaSettings.read(settings);
        try (Access access = new Access(bootstrap, granting)) {
            access.grant(rights);
            say("granted " + rights.size() + " rights");
            if (accounts != null) {
                Map<String, String> common = common(granting);
                Files.createDirectories(accounts);
                for (String device : devices) {
                    makeAccount(access, device, accounts.resolve(device + ".properties"), common);
                }
            }
        }
    }

    private void makeAccount(Access access, String device, Path file, Map<String, String> common)
            throws IOException, InterruptedException {
        if (Files.exists(file)) {
            say(device + " has an account, by " + file + "; without that file it gets a new password");
            return;
        }
        Properties own = new Properties();
        own.putAll(common);
        own.putAll(Access.login(device, access.account(device)));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        own.store(text, "account of " + device);
        SecretFile.write(file, text.toString(StandardCharsets.ISO_8859_1).strip());
        say("wrote " + file);
    }

    /** What devices reach the brokers by as well: never keys or passwords of whoever grants. */
    private static Map<String, String> common(Map<String, String> granting) throws IOException {
        Map<String, String> common = new TreeMap<>();
        granting.forEach((name, value) -> {
            if (name.equals("security.protocol") || name.startsWith(TRUST)) {
                common.put(name, value);
            }
        });
        String file = common.get(TRUSTED_FILE);
        if (file != null && "PEM".equals(common.get(TRUSTED_TYPE))) {
            // A file of this machine is of no use on another.
            common.remove(TRUSTED_FILE);
            common.put(TRUST + "certificates", Files.readString(Path.of(file)));
        }
        return common;
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(text);
        err.flush();
    }
}
