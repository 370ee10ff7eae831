package io.tifl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What device programs are compiled against stays: docs/releasing.md says how a change is made on purpose. */
final class PublicApiTest {
    @ParameterizedTest
    @ValueSource(strings = {"protocol", "client-sdk"})
    void whatWasPublicStays(String module) throws Exception {
        Path baseline = Path.of("..", module, "api", module + ".api");
        PublicApi now = PublicApi.of(Path.of("..", module, "target", "classes"));
        if (Boolean.getBoolean("api.update")) {
            Files.createDirectories(baseline.getParent());
            Files.write(baseline, now.lines());
        }
        PublicApi before = new PublicApi(Set.copyOf(Files.readAllLines(baseline)));

        assertThat(before.lines()).hasSizeGreaterThan(100);
        assertThat(before.brokenBy(now))
                .as(
                        "programs compiled against %s break; if that is meant, run this test with -Dapi.update=true",
                        module)
                .isEmpty();
    }

    @Test
    void aMethodThatIsGoneIsFound() {
        assertThat(api("one", "two").brokenBy(api("one"))).containsExactly("gone: x.Type two(): void");
    }

    @Test
    void aMethodMoreIsNoBreak() {
        assertThat(api("one").brokenBy(api("one", "two"))).isEmpty();
    }

    @Test
    void aNewDutyOfImplementationsIsFound() {
        PublicApi later = PublicApi.of(Stream.of(type(ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT, "one", "two")));
        PublicApi before = PublicApi.of(Stream.of(type(ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT, "one")));

        assertThat(before.brokenBy(later)).containsExactly("asked of implementations: x.Type abstract two(): void");
    }

    @Test
    void whatIsNotPublicMayGo() {
        assertThat(PublicApi.of(Stream.of(type(ClassFile.ACC_PRIVATE, "one"))).brokenBy(api()))
                .isEmpty();
    }

    @Test
    void aTypeThatIsGoneIsFound() {
        assertThat(api().brokenBy(PublicApi.of(Stream.of())))
                .contains("gone: x.Type class", "gone: x.Type open", "gone: x.Type is java.lang.Object");
    }

    private static PublicApi api(String... methods) {
        return PublicApi.of(Stream.of(type(ClassFile.ACC_PUBLIC, methods)));
    }

    private static ClassModel type(int flags, String... methods) {
        byte[] bytes = ClassFile.of().build(ClassDesc.of("x.Type"), builder -> {
            builder.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT);
            for (String method : methods) {
                if ((flags & ClassFile.ACC_ABSTRACT) != 0) {
                    builder.withMethod(method, MethodTypeDesc.of(ConstantDescs.CD_void), flags, _ -> {});
                } else {
                    builder.withMethodBody(
                            method, MethodTypeDesc.of(ConstantDescs.CD_void), flags, code -> code.return_());
                }
            }
        });
        return ClassFile.of().parse(bytes);
    }
}
