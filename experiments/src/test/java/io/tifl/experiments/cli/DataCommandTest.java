package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.leaf.store.SetStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DataCommandTest {
    private static final String[] SMALL = {
        "prepare", "leaf-synthetic", "--set", "tasks=20", "--sample", "niid", "--sample-fraction", "0.8",
        "--sampling-seed", "1", "--min-samples", "5", "--split-by", "sample", "--train-fraction", "0.6",
        "--split-seed", "2"
    };

    @TempDir
    Path folder;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeEach
    void empty() {
        out = new StringWriter();
        err = new StringWriter();
    }

    private int run(String... arguments) {
        empty();
        CommandLine command = Tifl.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("data"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--store", folder.resolve("sets").toString()));
        return command.execute(all.toArray(String[]::new));
    }

    private List<String> names() throws IOException {
        return new SetStore(folder.resolve("sets"))
                .list().stream()
                        .map(entry -> entry.dataset() + "-" + entry.id())
                        .toList();
    }

    /** The set that was prepared last, as the first line of what was printed says. */
    private String prepared() {
        return out.toString().lines().findFirst().orElseThrow().split(" ", 2)[0];
    }

    @Test
    void aSetIsPreparedOnceAndSaysWhatIsInIt() throws IOException {
        assertThat(run(SMALL)).isZero();
        String name = prepared();
        assertThat(out.toString()).contains("train", "test", "sample users fraction 0.8 seed 1", "No leak: none of ");

        assertThat(run(SMALL)).isZero();

        assertThat(prepared()).isEqualTo(name);
        assertThat(names()).contains(name).hasSize(2);
        assertThat(run("stats", name)).isZero();
        assertThat(out.toString()).contains(name, "distance to the mix of all");
        assertThat(run("list")).isZero();
        assertThat(out.toString()).contains("shakespeare", name);
    }

    @Test
    void examplesAreDealtByAPartitioner() throws IOException {
        assertThat(run(
                        "prepare",
                        "leaf-synthetic",
                        "--set",
                        "tasks=20",
                        "--partition",
                        "dirichlet:alpha=1,clients=7",
                        "--held-out",
                        "0.25"))
                .isZero();

        assertThat(out.toString())
                .contains("partition dirichlet:alpha=1,clients=7")
                .containsPattern("train +7 ");
        assertThat(run("plot", prepared(), "--out", folder.resolve("pictures").toString()))
                .isZero();
        assertThat(folder.resolve("pictures/labels.html")).isNotEmptyFile();
        assertThat(folder.resolve("pictures/labels-counts.svg")).isNotEmptyFile();
    }

    @Test
    void whatIsExportedComesBackTheSame() throws IOException {
        assertThat(run(SMALL)).isZero();
        Path json = folder.resolve("json");
        assertThat(run("export", prepared(), "--out", json.toString())).isZero();
        Path train = json.resolve("train/data_niid_8_keep_5_train_6.json");
        assertThat(train).isNotEmptyFile();
        assertThat(json.resolve("test/data_niid_8_keep_5_test_6.json")).isNotEmptyFile();

        assertThat(run("prepare", "leaf-synthetic", "--from", train.toString())).isZero();
        assertThat(run("export", prepared(), "--out", folder.resolve("again").toString()))
                .isZero();

        assertThat(Files.readString(folder.resolve("again/all_data/data.json"))).isEqualTo(Files.readString(train));
    }

    @Test
    void anExportDoesNotOverwrite() {
        assertThat(run(SMALL)).isZero();
        String name = prepared();
        String json = folder.resolve("json").toString();
        assertThat(run("export", name, "--out", json)).isZero();

        assertThat(run("export", name, "--out", json)).isEqualTo(1);

        assertThat(err.toString()).contains("is there already");
    }

    @Test
    void damageIsFoundAndTheOtherSetsAreChecked() throws IOException {
        assertThat(run(SMALL)).isZero();
        Path damaged = folder.resolve("sets").resolve(names().getFirst() + ".tifl");
        assertThat(run("verify")).isZero();
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[1000] ^= 1;
        Files.write(damaged, bytes, StandardOpenOption.TRUNCATE_EXISTING);

        assertThat(run("verify")).isEqualTo(1);

        assertThat(out.toString()).contains("is damaged between bytes", "prepare the set again", ": whole");
    }

    @Test
    void aFolderIsComparedWithAListOfChecksums() throws IOException {
        Files.createDirectories(folder.resolve("data/train"));
        Files.writeString(folder.resolve("data/train/a.json"), "a");
        Files.writeString(folder.resolve("data/train/b.json"), "b");
        Path list = folder.resolve("dir-checksum.md5");
        Files.writeString(list, """
                0cc175b9c0f1b6a831c399e269772661  data/train/a.json
                0cc175b9c0f1b6a831c399e269772661  data/train/b.json
                0cc175b9c0f1b6a831c399e269772661  data/train/c.json
                """);

        assertThat(run("verify", "--md5", list.toString(), "--folder", folder.toString()))
                .isEqualTo(1);

        assertThat(out.toString())
                .contains("1 files are the same", "different: data/train/b.json", "missing: data/train/c.json");
    }

    @Test
    void whatHasToBeDoneByHandIsSaid() {
        assertThat(run("info", "celeba")).isZero();

        assertThat(out.toString()).contains("Licence: ", "By hand:", "1. ", "9,343");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prepare nope|no data set 'nope' among [",
                "prepare leaf-synthetic --sample some|--sample is none, iid or niid, got 'some'",
                "prepare leaf-synthetic --sample-fraction 0.5|go with --sample",
                "prepare leaf-synthetic --iid-users 0.5|goes with --sample iid",
                "prepare leaf-synthetic --sample niid --sample-fraction 2|sample-fraction must be above 0 and at most 1",
                "prepare leaf-synthetic --split-by sample --train-fraction 1|train-fraction must be above 0 and below 1",
                "prepare leaf-synthetic --min-samples -1|min-examples must be 0 or more",
                "prepare leaf-synthetic --partition nope|nope",
                "prepare leaf-synthetic --partition iid:clients=3 --split-by sample|do not go with it",
                "prepare leaf-synthetic --partition iid:clients=3 --held-out 1|--held-out must be above 0 and below 1",
                "prepare leaf-synthetic --set users=3|users",
                "verify --md5 list|--md5 and --folder go together",
            })
    void wrongOptionsAreSaidAndNothingIsWritten(String line) {
        String[] parts = line.split("\\|", 2);

        assertThat(run(parts[0].split(" ", -1))).isEqualTo(2);

        assertThat(err.toString()).contains(parts[1]);
        assertThat(folder.resolve("sets")).doesNotExist();
    }

    @Test
    void aSetThatIsNotThereIsSaidWithWhatToDo() {
        assertThat(run("stats", "leaf-synthetic")).isEqualTo(1);

        assertThat(err.toString()).contains("no prepared set 'leaf-synthetic'", "tifl data prepare leaf-synthetic");
    }

    @Test
    void jsonThatIsCutOffLeavesNothingBehind() throws IOException {
        Path json = folder.resolve("data.json");
        Files.writeString(json, "{\"users\": [\"0\"], \"num_samples\": [2], \"user_data\": {\"0\": {\"x\": [[1.0, ");

        assertThat(run("prepare", "leaf-synthetic", "--from", json.toString())).isEqualTo(1);

        assertThat(err.toString()).contains("data.json");
        assertThat(names()).isEmpty();
    }
}
