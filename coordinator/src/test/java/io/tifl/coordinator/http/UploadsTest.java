package io.tifl.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.coordinator.content.Content;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.TaskId;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class UploadsTest {
    private static final TaskId TASK = new TaskId(new JobId("job"), 3, new ClientId("anna"));
    private static final byte[] REPLY = new byte[Content.LARGE + 100_000];
    private static final int HALF = REPLY.length / 2;

    static {
        new SplittableRandom(1).nextBytes(REPLY);
    }

    private static final String DIGEST = ClientKey.digest(REPLY);

    @TempDir
    private Path folder;

    private static InputStream bytes(int from, int to) {
        return new ByteArrayInputStream(REPLY, from, to - from);
    }

    /** A connection that breaks after some bytes. */
    private static InputStream broken(int from, int to) {
        return new FilterInputStream(bytes(from, to)) {
            @Override
            public int read(byte[] target, int offset, int most) throws IOException {
                int read = super.read(target, offset, most);
                if (read < 0) {
                    throw new IOException("the connection broke");
                }
                return read;
            }
        };
    }

    private static long add(Uploads uploads, int from, InputStream piece) throws Exception {
        try (Uploads.Upload upload = uploads.resume(TASK, DIGEST)) {
            return upload.add(from, REPLY.length, piece);
        }
    }

    private static void assertTaken(Uploads uploads, int from) throws Exception {
        try (Uploads.Upload upload = uploads.resume(TASK, DIGEST)) {
            assertThat(upload.add(from, REPLY.length, bytes(from, REPLY.length)))
                    .isEqualTo(REPLY.length);
            assertThat(upload.take(DIGEST).bytes()).isEqualTo(ByteBuffer.wrap(REPLY));
        }
    }

    @Test
    void aReplyGoesOnAfterARestart() throws Exception {
        assertThat(add(new Uploads(folder, Runnable::run), 0, bytes(0, HALF))).isEqualTo(HALF);

        Uploads restarted = new Uploads(folder, Runnable::run);

        assertThat(restarted.offset(TASK, DIGEST)).isEqualTo(HALF);
        assertTaken(restarted, HALF);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aReplyGoesOnWhereAPieceBrokeOff() throws Exception {
        Uploads uploads = new Uploads(folder, Runnable::run);
        assertThatThrownBy(() -> add(uploads, 0, broken(0, HALF))).hasMessage("the connection broke");
        int there = (int) uploads.offset(TASK, DIGEST);

        assertThat(there).isBetween(1, HALF);
        assertTaken(uploads, there);
    }

    @Test
    void aReplyGoesOnAlthoughMoreWasWrittenThanHashed() throws Exception {
        Uploads uploads = new Uploads(folder, Runnable::run);
        add(uploads, 0, bytes(0, HALF));
        try (var files = Files.newDirectoryStream(folder)) {
            Files.write(files.iterator().next(), bytes(0, HALF + 7).readAllBytes());
        }

        assertTaken(uploads, HALF + 7);
    }

    @Test
    void aReplyWithAnotherDigestLeavesNothingBehind() throws Exception {
        Uploads uploads = new Uploads(folder, Runnable::run);
        String other = ClientKey.digest(new byte[1]);

        for (boolean whole : new boolean[] {true, false}) {
            try (Uploads.Upload upload = whole ? uploads.whole(TASK) : uploads.resume(TASK, other)) {
                upload.add(0, REPLY.length, bytes(0, REPLY.length));
                assertThatThrownBy(() -> upload.take(other)).isInstanceOf(ProblemException.class);
            }
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void aWholeReplyThatBreaksOffLeavesNothingBehind() throws Exception {
        Uploads uploads = new Uploads(folder, Runnable::run);
        try (Uploads.Upload upload = uploads.whole(TASK)) {
            assertThatThrownBy(() -> upload.add(0, REPLY.length, broken(0, HALF)))
                    .hasMessage("the connection broke");
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whileOnePieceIsTakenInAnotherIsToldHowMuchIsThere() throws Exception {
        Uploads uploads = new Uploads(folder, Runnable::run);
        try (Uploads.Upload upload = uploads.resume(TASK, DIGEST)) {
            upload.add(0, REPLY.length, bytes(0, REPLY.length));
            upload.take(DIGEST);

            assertThatThrownBy(() -> uploads.resume(TASK, DIGEST))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.headers())
                                    .containsEntry("Upload-Offset", Integer.toString(REPLY.length)));
        }

        assertThat(uploads.offset(TASK, DIGEST)).isZero();
    }

    @Test
    void wholeRepliesOfTheSameBytesComeBesideEachOther() throws Exception {
        Uploads uploads = new Uploads(folder, Runnable::run);
        try (Uploads.Upload one = uploads.whole(TASK);
                Uploads.Upload other = uploads.whole(TASK)) {
            one.add(0, REPLY.length, bytes(0, REPLY.length));
            other.add(0, REPLY.length, bytes(0, REPLY.length));

            assertThat(one.take(DIGEST).bytes()).isEqualTo(other.take(DIGEST).bytes());
        }
    }

    @Test
    void whatACrashLeftOfAWholeReplyIsNoPartOfTheNext() throws Exception {
        Files.write(folder.resolve("whole-1"), new byte[17]);
        Uploads uploads = new Uploads(folder, Runnable::run);

        try (Uploads.Upload upload = uploads.whole(TASK)) {
            upload.add(0, REPLY.length, bytes(0, REPLY.length));
            assertThat(upload.take(DIGEST).length()).isEqualTo(REPLY.length);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // nothing is mapped there
    void theBytesTakeNoHeapAndStayThereWithoutTheFile() throws Exception {
        Uploads uploads = new Uploads(folder, Runnable::run);
        Content content;
        try (Uploads.Upload upload = uploads.whole(TASK)) {
            upload.add(0, REPLY.length, bytes(0, REPLY.length));
            content = upload.take(DIGEST);
        }

        assertThat(content.file().orElseThrow()).doesNotExist();
        assertThat(content.bytes().isDirect()).isTrue();
        assertThat(content.bytes()).isEqualTo(ByteBuffer.wrap(REPLY));
    }

    @Test
    void aReplyThatBeginsTakesThePlaceOfAnotherToTheSameTask() throws Exception {
        Uploads uploads = new Uploads(folder, Runnable::run);
        TaskId next = new TaskId(TASK.job(), TASK.round() + 1, TASK.client());
        add(uploads, 0, bytes(0, HALF));
        try (Uploads.Upload upload = uploads.resume(next, DIGEST)) {
            upload.add(0, REPLY.length, bytes(0, HALF));
        }

        try (Uploads.Upload upload = uploads.resume(TASK, "another")) {
            upload.add(0, REPLY.length, bytes(0, 7));
        }

        assertThat(uploads.offset(TASK, DIGEST)).isZero();
        assertThat(uploads.offset(TASK, "another")).isEqualTo(7);
        assertThat(uploads.offset(next, DIGEST)).isEqualTo(HALF);
    }

    @Test
    void aReplyThatIsComingStaysAlthoughAnotherToTheSameTaskBegins() throws Exception {
        Uploads uploads = new Uploads(folder, Runnable::run);
        try (Uploads.Upload upload = uploads.resume(TASK, DIGEST)) {
            upload.add(0, REPLY.length, bytes(0, HALF));
            uploads.resume(TASK, "another").close();

            upload.add(HALF, REPLY.length, bytes(HALF, REPLY.length));
            assertThat(upload.take(DIGEST).length()).isEqualTo(REPLY.length);
        }
    }

    @Test
    void ofOneTaskSomeUploadsAreTakenInAtOnceAndNoMore() throws Exception {
        Uploads uploads = new Uploads(folder, Runnable::run);
        TaskId other = new TaskId(TASK.job(), TASK.round(), new ClientId("bert"));
        List<Uploads.Upload> coming = new ArrayList<>();
        for (int i = 0; i < Uploads.AT_ONCE; i++) {
            coming.add(uploads.whole(TASK));
        }

        assertThatThrownBy(() -> uploads.whole(TASK)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.status()).isEqualTo(503);
            assertThat(e.headers()).containsKey("Retry-After");
        });
        assertThatThrownBy(() -> uploads.resume(TASK, DIGEST)).isInstanceOf(ProblemException.class);
        uploads.whole(other).close();
        coming.removeLast().close();
        uploads.resume(TASK, DIGEST).close();
        for (Uploads.Upload upload : coming) {
            upload.close();
        }
    }

    @Test
    void whatRestsForAnHourIsForgotten() throws Exception {
        Uploads uploads = new Uploads(folder, Runnable::run);
        add(uploads, 0, bytes(0, HALF));
        try (Uploads.Upload upload = uploads.whole(TASK)) {
            upload.add(0, REPLY.length, bytes(0, HALF));

            uploads.sweep(Instant.now().plusSeconds(7200));

            assertThat(uploads.offset(TASK, DIGEST)).isZero();
            assertThat(folder).isDirectoryContaining("glob:**whole-1");
        }
    }
}
