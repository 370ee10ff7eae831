package io.tifl.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExecutableJarTest {
    @TempDir
    private Path folder;

    @Test
    void providersOfAllJarsCount() throws Exception {
        Path jar = merge(
                zip("a.jar", "META-INF/services/x.Codec", "a.One # best\n\n"),
                zip("b.jar", "META-INF/services/x.Codec", "b.Two\na.One\n"));

        assertThat(Zips.read(jar, "META-INF/services/x.Codec")).isEqualTo("a.One\nb.Two\n");
    }

    @Test
    void declarationsOfSpringAreMergedByKey() throws Exception {
        Path jar = merge(
                zip("a.jar", "META-INF/spring.factories", "k=\\\n a.One,\\\n a.Two\nonly.a=x"),
                zip("b.jar", "META-INF/spring.factories", "k=b.Three"));

        assertThat(Zips.read(jar, "META-INF/spring.factories")).isEqualTo("k=a.One,a.Two,b.Three\nonly.a=x\n");
    }

    @Test
    void foldersAreThereForThoseWhoAskForThem() throws Exception {
        assertThat(Zips.names(merge(zip("a.jar", "x/y/Z.class", "z")))).contains("x/", "x/y/", "x/y/Z.class");
    }

    @Test
    void whatWouldNoLongerBeTrueStaysBehind() throws Exception {
        Path jar = merge(zip(
                "a.jar",
                "META-INF/K.SF",
                "s",
                "META-INF/K.RSA",
                "s",
                "module-info.class",
                "m",
                "META-INF/versions/9/module-info.class",
                "m"));

        assertThat(Zips.names(jar)).noneMatch(name -> name.contains("K.") || name.contains("module-info"));
    }

    @Test
    void licencesOfAllJarsStay() throws Exception {
        Path jar = merge(zip("a.jar", "META-INF/LICENSE", "A"), zip("b.jar", "META-INF/LICENSE", "B"));

        assertThat(Zips.read(jar, "META-INF/licences/a.jar/LICENSE")).isEqualTo("A");
        assertThat(Zips.read(jar, "META-INF/licences/b.jar/LICENSE")).isEqualTo("B");
    }

    @Test
    void ofAClassInTwoJarsTheFirstStaysAndItIsTold() throws Exception {
        Path target = folder.resolve("all.jar");
        List<String> told = new ExecutableJar()
                .write(
                        List.of(zip("a.jar", "x/Z.class", "1"), zip("b.jar", "x/Z.class", "2")),
                        new Attributes(),
                        target);

        assertThat(Zips.read(target, "x/Z.class")).isEqualTo("1");
        assertThat(told).containsExactly("x/Z.class of b.jar (that of a.jar stays)");
    }

    @Test
    void theSameJarsGiveTheSameBytes() throws Exception {
        Path a = zip("a.jar", "x/Z.class", "1", "META-INF/services/s", "p");
        byte[] first = Files.readAllBytes(merge(a));

        assertThat(Files.readAllBytes(merge(a))).isEqualTo(first);
    }

    @Test
    void pruningLeavesEntriesAsTheyAre() throws Exception {
        Path jar =
                zip("n.jar", "native/linux/amd64/libx.so", "here", "native/win/amd64/x.dll", "there", "x/Z.class", "1");
        Path copy =
                new Pruning(new Platform("linux", "x86_64")).copy(jar, Files.createDirectory(folder.resolve("lib")));

        assertThat(Zips.names(copy)).containsExactly("native/linux/amd64/libx.so", "x/Z.class");
        assertThat(Zips.read(copy, "native/linux/amd64/libx.so")).isEqualTo("here");
    }

    @Test
    void aJarWithoutForeignCodeIsCopiedAsItIs() throws Exception {
        Path jar = zip("p.jar", "x/Z.class", "1");
        Path copy =
                new Pruning(new Platform("linux", "x86_64")).copy(jar, Files.createDirectory(folder.resolve("lib")));

        assertThat(copy).hasSameBinaryContentAs(jar);
    }

    private Path zip(String name, String... files) throws Exception {
        return Zips.write(folder.resolve(name), files);
    }

    private Path merge(Path... jars) throws Exception {
        Path target = folder.resolve("all.jar");
        assertThat(new ExecutableJar().write(List.of(jars), new Attributes(), target))
                .isEmpty();
        return target;
    }
}
