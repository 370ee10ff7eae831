package io.tifl.experiments.export.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.tensorflow.framework.Summary;

class RunFormatTest {
    @TempDir
    Path folder;

    private Path results;
    private Path out;

    @BeforeEach
    void aReplayOfTwoRuns() throws IOException {
        results = Files.createDirectories(folder.resolve("results/digits"));
        out = folder.resolve("out");
        Files.writeString(results.resolve("rounds.csv"), """
                policy,seed,round,status,tier,started_seconds,elapsed_seconds,counted,accuracy
                vanilla,1,0,committed,,0.0,2.5,3,
                vanilla,1,1,committed,,2.5,2.5,3,0.25
                fast,2,0,committed,0,0.0,1.0,2,0.5
                """);
        Files.writeString(results.resolve("clients.csv"), "client,seconds,note\n0218,1.5,\"a, b\"\n0219,,\n");
        Files.writeString(results.resolve("config.yaml"), """
                training:
                  model: "mlp"
                  epochs: 2
                policies: ["vanilla", "fast"]
                seeds: [1, 2]
                """);
        Files.writeString(results.resolve("provenance.json"), "{\"versions\": {\"java\": \"25\"}, \"settings\": {}}");
        Files.writeString(results.resolve("summary.json"), """
                [{"policy": "vanilla", "seed": 1, "final-accuracy": 0.25, "wall-seconds": 9.5, "model-sha256": "ab"}]""");
    }

    private SortedMap<String, byte[]> written(RunFormat format) throws IOException {
        format.export(results, out);
        return files();
    }

    private SortedMap<String, byte[]> files() throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(out)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(out.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static String text(SortedMap<String, byte[]> files, String ending) {
        List<String> found =
                files.keySet().stream().filter(name -> name.endsWith(ending)).toList();
        assertThat(found).as("files that end with " + ending).hasSize(1);
        return new String(files.get(found.getFirst()), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void theSameRunsGiveTheSameBytes(RunFormat format) throws IOException {
        SortedMap<String, byte[]> once = written(format);

        SortedMap<String, byte[]> again = written(format);

        assertThat(again.keySet()).isEqualTo(once.keySet());
        again.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(once.get(name)));
    }

    @Test
    void mlflowFindsARunWithItsSettingsAndSeries() throws IOException {
        SortedMap<String, byte[]> files = written(RunFormat.MLFLOW);

        String experiment = MlflowStore.experimentId("digits");
        assertThat(files).containsKey(experiment + "/meta.yaml");
        assertThat(new String(files.get(experiment + "/meta.yaml"), StandardCharsets.UTF_8))
                .contains("name: \"digits\"", "experiment_id: \"" + experiment + "\"", "lifecycle_stage: \"active\"");
        String run = ReplayRuns.read(results).getFirst().id();
        String at = experiment + "/" + run + "/";
        assertThat(text(files, at + "metrics/accuracy")).isEqualTo("5000 0.25 1\n");
        assertThat(text(files, at + "metrics/elapsed_seconds")).isEqualTo("2500 2.5 0\n5000 2.5 1\n");
        assertThat(text(files, at + "metrics/summary/final-accuracy")).isEqualTo("5000 0.25 1\n");
        assertThat(text(files, at + "params/training.epochs")).isEqualTo("2");
        assertThat(text(files, at + "params/policy")).isEqualTo("vanilla");
        assertThat(text(files, at + "tags/mlflow.runName")).isEqualTo("vanilla-seed1");
        assertThat(text(files, at + "tags/tifl.version.java")).isEqualTo("25");
        assertThat(text(files, at + "meta.yaml"))
                .contains("status: 3", "start_time: 2500", "end_time: 5000", "run_uuid: \"" + run + "\"")
                .contains("artifact_uri: \"file:///");
    }

    @Test
    void timeOfTheWallIsNoPartOfARun() throws IOException {
        assertThat(written(RunFormat.MLFLOW).keySet()).noneMatch(name -> name.contains("wall"));
    }

    @Test
    void aRunWithoutASummaryIsStillRunning() throws IOException {
        ExportedRun unfinished = ReplayRuns.read(results).getLast();

        assertThat(unfinished.name()).isEqualTo("fast-seed2");
        assertThat(unfinished.finished()).isFalse();
        assertThat(text(written(RunFormat.MLFLOW), unfinished.id() + "/meta.yaml"))
                .contains("status: 1", "end_time: null");
    }

    @Test
    void namesThatLeaveTheFolderDoNot() throws IOException {
        SortedMap<String, String> params = new TreeMap<>(Map.of("../../escaped", "x", "a:b", "y"));
        ExportedRun run = new ExportedRun("e", "r", true, params, new TreeMap<>(), List.of(), new TreeMap<>());

        RunFormat.MLFLOW.export(List.of(run), out);

        assertThat(files().keySet())
                .anyMatch(name -> name.endsWith("params/a_b"))
                .allMatch(name -> name.startsWith("1"));
        assertThat(folder.resolve("escaped")).doesNotExist();
    }

    @Test
    void tensorBoardReadsRecordsWithTheirChecksums() throws IOException {
        SortedMap<String, byte[]> files = written(RunFormat.TENSORBOARD);

        byte[] file = Objects.requireNonNull(files.get("digits/vanilla-seed1/events.out.tfevents.0000000002.tifl"));
        List<Event> events = events(file);
        assertThat(events.getFirst().version()).isEqualTo("brain.Event:2");
        assertThat(events.get(1).summary().getValue(0).getTag()).isEqualTo("settings");
        assertThat(events.get(1)
                        .summary()
                        .getValue(0)
                        .getTensor()
                        .getStringVal(0)
                        .toStringUtf8())
                .contains("| training.model | mlp |");
        Event accuracy = events.stream()
                .filter(event -> event.summary().getValueCount() > 0
                        && event.summary().getValue(0).getTag().equals("accuracy"))
                .findFirst()
                .orElseThrow();
        assertThat(accuracy.step()).isEqualTo(1);
        assertThat(accuracy.wallTime()).isEqualTo(5.0);
        assertThat(accuracy.summary().getValue(0).getSimpleValue()).isEqualTo(0.25f);
    }

    private record Event(double wallTime, long step, String version, Summary summary) {}

    private static List<Event> events(byte[] file) throws IOException {
        List<Event> events = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(masked(length));
            byte[] event = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(event);
            assertThat(bytes.getInt()).isEqualTo(masked(event));
            events.add(event(event));
        }
        return events;
    }

    private static int masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int sum = (int) crc.getValue();
        return ((sum >>> 15) | (sum << 17)) + 0xa282ead8;
    }

    private static Event event(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        double time = 0;
        long step = 0;
        String version = "";
        Summary summary = Summary.getDefaultInstance();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> time = in.readDouble();
                case 2 -> step = in.readInt64();
                case 3 -> version = in.readString();
                case 5 -> summary = Summary.parseFrom(in.readBytes());
                default -> throw new IOException("field " + (tag >>> 3));
            }
        }
        return new Event(time, step, version, summary);
    }

    @Test
    void parquetHoldsEveryTableWithTypesAndAbsentValues() throws IOException {
        written(RunFormat.PARQUET);

        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(out.resolve("rounds.parquet")));
                RowReader rows = reader.rowReader()) {
            rows.next();
            assertThat(rows.getString("policy")).isEqualTo("vanilla");
            assertThat(rows.getLong("round")).isZero();
            assertThat(rows.getDouble("elapsed_seconds")).isEqualTo(2.5);
            assertThat(rows.isNull("accuracy")).isTrue();
            rows.next();
            assertThat(rows.getDouble("accuracy")).isEqualTo(0.25);
            rows.next();
            assertThat(rows.getLong("tier")).isZero();
            assertThat(rows.hasNext()).isFalse();
        }
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(out.resolve("clients.parquet")));
                RowReader rows = reader.rowReader()) {
            rows.next();
            assertThat(rows.getString("client")).as("a name, no number").isEqualTo("0218");
            assertThat(rows.getString("note")).isEqualTo("a, b");
        }
    }

    @Test
    void parquetOfManyRowsHasSeveralPages() throws IOException {
        StringBuilder csv = new StringBuilder("n,odd\n");
        for (int i = 0; i < 40_000; i++) {
            csv.append(i).append(',').append(i % 2 == 1 ? "yes" : "").append('\n');
        }
        Files.writeString(results.resolve("many.csv"), csv);
        written(RunFormat.PARQUET);

        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(out.resolve("many.parquet")));
                RowReader rows = reader.rowReader()) {
            long next = 0;
            while (rows.hasNext()) {
                rows.next();
                assertThat(rows.getLong("n")).isEqualTo(next);
                assertThat(rows.isNull("odd")).isEqualTo(next % 2 == 0);
                next++;
            }
            assertThat(next).isEqualTo(40_000);
        }
    }

    @Test
    void tablesAloneAreExportedAsParquetOnly() throws IOException {
        Path study = Files.createDirectories(folder.resolve("study"));
        Files.writeString(study.resolve("table.csv"), "a,b\n1,x\n");

        assertThat(RunFormat.PARQUET.export(study, out)).hasSize(1);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> RunFormat.MLFLOW.export(study, out))
                .withMessageContainingAll("study", "rounds.csv");
    }

    @Test
    void seriesAreInOneTableOfCsv() throws IOException {
        assertThat(text(written(RunFormat.CSV), "metrics.csv"))
                .startsWith("experiment,run,metric,step,seconds,value\n")
                .contains("digits,vanilla-seed1,accuracy,1,5.0,0.25\n");
    }

    @Test
    void damagedFilesAreNamedWithTheLine() throws IOException {
        Path rounds = results.resolve("rounds.csv");
        String whole = Files.readString(rounds);

        Files.writeString(rounds, whole.replace("2.5,3,0.25", "soon,3,0.25"));
        refused("rounds.csv line 3", "elapsed_seconds", "'soon'");
        Files.writeString(rounds, whole.replace("2.5,3,0.25", "2.5,3"));
        refused("rounds.csv line 3", "8 fields", "9");
        Files.writeString(rounds, "policy,seed\n");
        refused("rounds.csv", "no column 'round'");
        Files.writeString(rounds, whole);
        Files.writeString(results.resolve("summary.json"), "[{");
        refused("summary.json", "damaged");
    }

    private void refused(String... words) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> RunFormat.MLFLOW.export(results, out))
                .withMessageContainingAll(words);
        assertThat(out).doesNotExist();
    }
}
