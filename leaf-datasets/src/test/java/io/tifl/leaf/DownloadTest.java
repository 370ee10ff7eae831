package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from a real server on this machine. */
class DownloadTest {
    private static final byte[] CONTENT = content();

    @TempDir
    private Path folder;

    private HttpServer server;
    private ExecutorService threads;
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final List<Long> progress = new ArrayList<>();
    private final Download download =
            new Download(Duration.ofSeconds(5), Duration.ofSeconds(3), (file, bytes) -> progress.add(bytes));

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aFileArrivesWholeUnderItsName() throws Exception {
        URI mirror = serve("/good", ranged());

        Path file = download.fetch(file(mirror), folder.resolve("new"));

        assertThat(file).isEqualTo(folder.resolve("new").resolve("data.bin")).hasBinaryContent(CONTENT);
        assertThat(names(folder.resolve("new"))).containsExactly("data.bin");
        assertThat(progress).startsWith(0L).endsWith((long) CONTENT.length).isSorted();
    }

    @Test
    void aDownloadThatWasCutOffIsResumedWhereItEnded() throws Exception {
        int half = CONTENT.length / 2;
        URI cut = serve("/cut", exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, half);
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        });

        assertThatIOException().isThrownBy(() -> download.fetch(file(cut), folder));

        assertThat(names(folder)).containsExactly("data.bin.part");
        long kept = Files.size(folder.resolve("data.bin.part"));
        assertThat(kept).isBetween(1L, (long) half);

        Path file = download.fetch(file(serve("/good", ranged())), folder);

        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("bytes=" + kept + "-");
        assertThat(names(folder)).containsExactly("data.bin");
    }

    @Test
    void aServerWithoutRangesSendsTheWholeFileAgain() throws Exception {
        Files.write(folder.resolve("data.bin.part"), Arrays.copyOf(CONTENT, 1000));

        Path file = download.fetch(file(serve("/plain", whole(CONTENT))), folder);

        assertThat(file).hasBinaryContent(CONTENT);
    }

    @Test
    void aPartThatIsNotOfThisFileIsThrownAway() throws Exception {
        Files.write(folder.resolve("data.bin.part"), new byte[1000]);

        Path file = download.fetch(file(serve("/good", ranged())), folder);

        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("bytes=1000-", "");
    }

    @Test
    void aPartThatIsCompleteOrTooLongNeedsNoSpecialCare() throws Exception {
        URI mirror = serve("/good", ranged());
        Files.write(folder.resolve("data.bin.part"), CONTENT);

        assertThat(download.fetch(file(mirror), folder)).hasBinaryContent(CONTENT);
        assertThat(ranges).isEmpty();

        Files.delete(folder.resolve("data.bin"));
        Files.write(folder.resolve("data.bin.part"), new byte[CONTENT.length + 1]);

        assertThat(download.fetch(file(mirror), folder)).hasBinaryContent(CONTENT);
    }

    @Test
    void aWrongChecksumKeepsNothingAndNamesBoth() throws Exception {
        byte[] other = CONTENT.clone();
        other[17]++;
        URI mirror = serve("/other", whole(other));

        assertThatIOException()
                .isThrownBy(() -> download.fetch(file(mirror), folder))
                .withMessageContaining("data.bin")
                .withMessageContaining("expected SHA-256 " + sha256(CONTENT))
                .withMessageContaining("got " + sha256(other));
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void theSecondMirrorServesWhereTheFirstDoesNotKnowTheFile() throws Exception {
        URI lost = serve("/lost", exchange -> exchange.sendResponseHeaders(404, -1));

        Path file = download.fetch(file(lost, serve("/good", ranged())), folder);

        assertThat(file).hasBinaryContent(CONTENT);
    }

    @Test
    void everyMirrorThatFailedIsNamedWithItsReason() throws Exception {
        URI lost = serve("/lost", exchange -> exchange.sendResponseHeaders(404, -1));
        URI broken = serve("/broken", exchange -> exchange.sendResponseHeaders(503, -1));

        assertThatIOException()
                .isThrownBy(() -> download.fetch(file(lost, broken), folder))
                .withMessageContaining(lost + ": HTTP status 404")
                .withMessageContaining(broken + ": HTTP status 503");
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void aServerThatSendsTooMuchIsStopped() throws Exception {
        byte[] longer = Arrays.copyOf(CONTENT, CONTENT.length + 100_000);

        assertThatIOException()
                .isThrownBy(() -> download.fetch(file(serve("/long", whole(longer))), folder))
                .withMessageContaining("longer than the expected " + CONTENT.length + " bytes");
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void aServerThatFallsSilentIsLeft() throws Exception {
        URI silent = serve("/silent", exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 10);
            exchange.getResponseBody().flush();
            try {
                Thread.sleep(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        Path file = download.fetch(file(silent, serve("/good", ranged())), folder);

        assertThat(file).hasBinaryContent(CONTENT);
    }

    @Test
    void aFullDiskLeavesNoFile() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "no /dev/full on this system to stand for a full disk");
        Files.createSymbolicLink(folder.resolve("data.bin.part"), full);

        assertThatIOException().isThrownBy(() -> download.fetch(file(serve("/good", ranged())), folder));
        assertThat(folder.resolve("data.bin")).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeMadeIsReported() throws Exception {
        Path inTheWay = Files.writeString(folder.resolve("file"), "no folder");

        assertThatIOException().isThrownBy(() -> download.fetch(file(serve("/good", ranged())), inTheWay));
    }

    @Test
    void namesThatLeaveTheFolderAndOtherSchemesAreRefused() {
        List<URI> mirrors = List.of(URI.create("http://localhost/x"));
        String checksum = sha256(CONTENT);

        for (String name : new String[] {"../x", "a/b", "", ".", "..", "a\\b"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new RemoteFile("set", name, mirrors, 1, checksum));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RemoteFile("set", "x", List.of(URI.create("file:///etc/passwd")), 1, checksum))
                .withMessageContaining("http");
        assertThatIllegalArgumentException().isThrownBy(() -> new RemoteFile("set", "x", mirrors, 1, "abc"));
    }

    @Test
    void aFileOfUnknownLengthIsTrustedOnceAndItsChecksumKept() throws Exception {
        Path file = download.fetch(unverified(serve("/good", ranged())), folder);

        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(folder.resolve("data.bin.sha256")).hasContent(sha256(CONTENT) + "  data.bin\n");
        assertThat(names(folder)).containsExactly("data.bin", "data.bin.sha256");
    }

    @Test
    void aFileOfUnknownLengthIsResumedToo() throws Exception {
        Files.write(folder.resolve("data.bin.part"), Arrays.copyOf(CONTENT, 1000));

        Path file = download.fetch(unverified(serve("/good", ranged())), folder);

        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("bytes=1000-");
    }

    @Test
    void aWholePartOfUnknownLengthIsFoundToBeWhole() throws Exception {
        Files.write(folder.resolve("data.bin.part"), CONTENT);
        URI mirror = serve("/whole", exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + CONTENT.length);
            exchange.sendResponseHeaders(416, -1);
        });

        assertThat(download.fetch(unverified(mirror), folder)).hasBinaryContent(CONTENT);
    }

    @Test
    void aPartLongerThanTheServersFileIsThrownAway() throws Exception {
        Files.write(folder.resolve("data.bin.part"), new byte[CONTENT.length + 1]);
        URI mirror = serve("/shorter", exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + CONTENT.length);
            exchange.sendResponseHeaders(416, -1);
        });

        assertThatIOException().isThrownBy(() -> download.fetch(unverified(mirror), folder));
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void aFileOfUnknownLengthThatIsCutOffIsNotTaken() throws Exception {
        URI cut = serve("/cut", exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 1000);
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        });

        assertThatIOException()
                .isThrownBy(() -> download.fetch(unverified(cut), folder))
                .withMessageContaining("data.bin");
        assertThat(folder.resolve("data.bin")).doesNotExist();
        assertThat(folder.resolve("data.bin.sha256")).doesNotExist();
    }

    @Test
    void aFileThatChangedSinceItsFirstUseIsRefused() throws Exception {
        RemoteFile file = unverified(URI.create("http://localhost/none"));
        Path kept = Files.createDirectories(folder.resolve("made-up")).resolve("data.bin");
        Files.write(kept, CONTENT);
        DataSource source = new DataSource.Downloading(folder, download);

        assertThat(source.file(file)).isEqualTo(kept);
        assertThat(kept.resolveSibling("data.bin.sha256")).exists();
        assertThat(source.file(file)).isEqualTo(kept);

        Files.write(kept, new byte[10]);
        for (DataSource each : List.of(source, new DataSource.Local(folder))) {
            assertThatIOException()
                    .isThrownBy(() -> each.file(file))
                    .withMessageContaining(sha256(new byte[10]))
                    .withMessageContaining("but had " + sha256(CONTENT) + " when it was first used");
        }
    }

    private RemoteFile unverified(URI... mirrors) {
        return RemoteFile.unverified("made-up", "data.bin", List.of(mirrors));
    }

    private RemoteFile file(URI... mirrors) {
        return new RemoteFile("made-up", "data.bin", List.of(mirrors), CONTENT.length, sha256(CONTENT));
    }

    private URI serve(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    private HttpHandler whole(byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        };
    }

    private HttpHandler ranged() {
        return exchange -> {
            String range = rangeOf(exchange);
            ranges.add(range);
            if (range.isEmpty()) {
                whole(CONTENT).handle(exchange);
                return;
            }
            int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
            exchange.sendResponseHeaders(206, CONTENT.length - from);
            exchange.getResponseBody().write(CONTENT, from, CONTENT.length - from);
        };
    }

    private static String rangeOf(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        return range == null ? "" : range;
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static byte[] content() {
        byte[] bytes = new byte[300_000];
        new Random(4).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
