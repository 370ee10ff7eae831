package io.tifl.coordinator.app;

import io.tifl.coordinator.security.OperatorTokens;
import io.tifl.coordinator.security.SecretFile;
import io.tifl.coordinator.security.Tokens;
import io.tifl.coordinator.store.Operators;
import io.tifl.coordinator.store.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first token: somebody has to issue the others. It lies in a file that only the owner of the data can read. */
final class FirstAdmin {
    private static final Logger LOG = LoggerFactory.getLogger(FirstAdmin.class);

    private FirstAdmin() {}

    static void ensure(Operators operators, Path data) throws IOException {
        if (!operators.all().isEmpty()) {
            return;
        }
        String token = OperatorTokens.PREFIX + Tokens.fresh(32);
        Path file = data.resolve("admin.token");
        Files.deleteIfExists(file);
        SecretFile.write(file, token);
        operators.issue(Tokens.hash(token), "first-admin", Role.ADMIN, Optional.empty());
        LOG.info("the token of the first administrator is in {}; issue others and revoke it", file);
    }
}
