package io.tifl.client.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    @TempDir
    Path folder;

    private Path path;
    private StateFile file;

    @BeforeEach
    void name() {
        path = folder.resolve("state");
        file = new StateFile(path);
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        file.write(out -> out.writeUTF("one"));
        file.write(out -> out.writeUTF("two"));

        assertThat(text()).isEqualTo("two");
        assertThat(folder).isDirectoryContaining(found -> found.equals(path));
        assertThat(folder.toFile().list()).containsExactly("state");
    }

    @Test
    void everyDamagedByteIsFoundAndTheFileStaysAsItIs() throws Exception {
        file.write(out -> out.writeUTF("secret"));
        byte[] whole = Files.readAllBytes(path);

        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 4;
            Files.write(path, damaged);

            assertThatThrownBy(() -> file.read(in -> in.readUTF()))
                    .isInstanceOf(DamagedStateException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageNotContaining("secret");
            assertThat(Files.readAllBytes(path)).isEqualTo(damaged);
        }
    }

    @Test
    void everyTruncationIsFound() throws Exception {
        file.write(out -> out.writeUTF("secret"));
        byte[] whole = Files.readAllBytes(path);

        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> file.read(in -> in.readUTF())).isInstanceOf(DamagedStateException.class);
        }
    }

    @Test
    void contentThatEndsElsewhereIsDamage() throws Exception {
        file.write(out -> out.writeUTF("secret"));

        assertThatThrownBy(() -> file.read(in -> in.readByte())).isInstanceOf(DamagedStateException.class);
        assertThatThrownBy(() -> file.read(in -> in.readUTF() + in.readLong()))
                .isInstanceOf(DamagedStateException.class);
    }

    @Test
    void aWriteThatFailsLeavesTheFileBefore() throws Exception {
        file.write(out -> out.writeUTF("before"));

        assertThatThrownBy(() -> file.write(out -> {
                    out.writeUTF("half");
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");

        assertThat(text()).isEqualTo("before");
        file.write(out -> out.writeUTF("after"));
        assertThat(text()).isEqualTo("after");
    }

    @Test
    void onlyItsOwnerMayReadIt() throws Exception {
        assumeTrue(path.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path inner = StateFile.folder(folder.resolve("a/b"));
        StateFile secret = new StateFile(inner.resolve("secret"));

        secret.write(out -> out.writeUTF("key"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner.resolve("secret"))))
                .isEqualTo("rw-------");
    }

    private String text() throws IOException {
        return file.read(in -> in.readUTF());
    }
}
