package io.tifl.experiments.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference pages say what the code says. {@code -Dtifl.docs.write=true} writes them anew. */
final class ReferenceTest {
    private static final String WRITE = "tifl.docs.write";

    @Test
    void settingsAreThoseOfTheCode() throws IOException {
        assertCommitted("configuration.md", ConfigurationReference.page());
    }

    @Test
    void everySettingSaysWhatItMeans() throws IOException {
        for (PropertiesClass of : PropertiesClass.all()) {
            assertThat(of.settings())
                    .isNotEmpty()
                    .allSatisfy(setting -> assertThat(setting.meaning())
                            .as(
                                    "%s in the Javadoc of %s",
                                    setting.name(), of.type().getName())
                            .isNotBlank());
        }
    }

    @Test
    void commandsAreThoseOfTheCode() throws IOException {
        assertCommitted("cli.md", CliReference.page());
    }

    @Test
    void requestsAreThoseOfALiveCoordinator(@TempDir Path folder) throws Exception {
        try (Session session = new Session(folder)) {
            assertCommitted("rest.md", RestReference.page(session));
        }
    }

    private static void assertCommitted(String name, String page) throws IOException {
        Path file = Page.root().resolve("docs/reference").resolve(name);
        if (Boolean.getBoolean(WRITE)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, page);
        }
        assertThat(file)
                .as(
                        "docs/reference/%s is not what the code says; write it anew with ./mvnw -pl experiments -am"
                                + " -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -D%s=true test",
                        name, WRITE)
                .exists();
        assertThat(Files.readAllLines(file))
                .as(
                        "docs/reference/%s is not what the code says; write it anew with ./mvnw -pl experiments -am"
                                + " -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -D%s=true test",
                        name, WRITE)
                .isEqualTo(page.lines().toList());
    }
}
