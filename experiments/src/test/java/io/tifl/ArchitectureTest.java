package io.tifl;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines the architecture draws, checked on the compiled classes of all modules. */
final class ArchitectureTest {
    private static final List<Module> MODULES = List.of(
            new Module("protocol", "protocol", List.of()),
            new Module("quant-kernels", "kernels", List.of("protocol")),
            new Module("tiering", "tiering", List.of("protocol")),
            new Module("aggregation", "aggregation", List.of("protocol", "kernels")),
            new Module("client-sdk", "client", List.of("protocol", "kernels")),
            new Module("client-spring-boot-starter", "spring", List.of("client")),
            new Module("coordinator", "coordinator", List.of("protocol", "tiering", "aggregation")),
            new Module("kafka-broker", "broker", List.of()),
            new Module("leaf-datasets", "leaf", List.of("protocol", "client")),
            new Module(
                    "experiments",
                    "experiments",
                    List.of(
                            "protocol",
                            "kernels",
                            "tiering",
                            "aggregation",
                            "client",
                            "coordinator",
                            "broker",
                            "leaf")));

    /** ND4J's binding is carried here to replace the original; it follows ND4J's ways, not ours. */
    private static final ImportOption OURS = location -> !location.contains("/org/nd4j/nativeblas/");

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(OURS)
            .importPaths(MODULES.stream().map(Module::compiled).toList());

    /** A module, the package below {@code io.tifl} it holds, and the packages it may see. */
    record Module(String folder, String name, List<String> seen) {
        String packages() {
            return "io.tifl." + name + "..";
        }

        Path compiled() {
            return root().resolve(folder).resolve("target/classes");
        }

        String[] packagesUnseen() {
            return MODULES.stream()
                    .filter(other -> !other.equals(this) && !seen.contains(other.name))
                    .map(Module::packages)
                    .toArray(String[]::new);
        }
    }

    static List<Module> modules() {
        return MODULES;
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleHoldsItsOwnPackagesOnly(Module module) {
        JavaClasses own = new ClassFileImporter().withImportOption(OURS).importPath(module.compiled());

        assertThat(own).as("classes in " + module.compiled()).isNotEmpty();
        classes().should().resideInAPackage(module.packages()).check(own);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void arrowsPointDownwardOnly(Module module) {
        String[] unseen = module.packagesUnseen();
        if (unseen.length > 0) {
            noClasses()
                    .that()
                    .resideInAPackage(module.packages())
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(unseen))
                    .check(ALL);
        }
    }

    @Test
    void protocolNeedsTheJdkAndJSpecifyOnly() {
        classes()
                .that()
                .resideInAPackage("io.tifl.protocol..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..", "io.tifl.protocol..")
                .check(ALL);
    }

    @Test
    void kernelsKnowNoProtocolTypes() {
        noClasses()
                .that()
                .resideInAnyPackage("io.tifl.kernels", "io.tifl.kernels.jit..", "io.tifl.kernels.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.tifl.protocol..")
                .check(ALL);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("io.tifl.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void springStaysAtTheEdgeOfTheCoordinator() {
        noClasses()
                .that(resideOutsideOfPackages(
                        "io.tifl.coordinator.app..",
                        "io.tifl.coordinator.http..",
                        "io.tifl.coordinator.kafka..",
                        "io.tifl.coordinator.security..",
                        "io.tifl.coordinator.store..",
                        "io.tifl.coordinator.web..",
                        "io.tifl.experiments.benchmark.service..",
                        "io.tifl.experiments.advi.federated.service..",
                        "io.tifl.experiments.noise.federated.service..",
                        "io.tifl.spring.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(ALL);
    }

    // The load generator asks Linux to wake it on time, which no library of Java's can.
    @Test
    void nativeCodeIsLinkedInTheKernelsOnly() {
        noClasses()
                .that(resideOutsideOfPackages("io.tifl.kernels.internal..", "io.tifl.kernels.jit.."))
                .and()
                .haveNameNotMatching("io\\.tifl\\.experiments\\.benchmark\\.load\\.Punctuality(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Linker.class, SymbolLookup.class)
                .check(ALL);
    }

    @Test
    void nothingIsReadOrWrittenAsJavaObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class)
                .check(ALL);
    }

    // Peers' bytes would reach native parsers and an object reader through these; files of our own need neither.
    // A saved network is a file on the disk of whoever benchmarks or converts it; one with objects is refused unread.
    @Test
    void readersOfDeeplearning4jAndNd4jAreNotUsed() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.tifl.experiments.benchmark.model.SavedNetwork")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.nd4j\\.(serde|common\\.io)\\..*")
                .orShould()
                .callMethodWhere(
                        target(nameMatching("read.*|restore.*|from(Json|Yaml|ByteArray|Npy.*)|createFromNpy.*|load.*"))
                                .and(target(owner(resideInAnyPackage("org.nd4j..", "org.deeplearning4j..")))))
                .check(ALL);
    }

    @Test
    void standardOutputBelongsToTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tifl.experiments.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(ALL);
    }

    @Test
    void allChanceComesFromASeed() {
        noClasses()
                .should()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callConstructor(java.util.Random.class)
                .orShould()
                .callConstructor(java.util.SplittableRandom.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .check(ALL);
    }

    @Test
    void everyPackageIsNullMarked() {
        Map<String, Boolean> marked = new TreeMap<>();
        for (JavaClass type : ALL) {
            JavaPackage itsPackage = type.getPackage();
            marked.put(itsPackage.getName(), itsPackage.isAnnotatedWith(NullMarked.class));
        }

        assertThat(marked).isNotEmpty().doesNotContainValue(false);
    }

    /** The folder of the build, from wherever the tests run. */
    private static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .filter(folder -> Files.isReadable(folder.resolve("protocol/pom.xml")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the folder of the build is not above this one"));
    }
}
