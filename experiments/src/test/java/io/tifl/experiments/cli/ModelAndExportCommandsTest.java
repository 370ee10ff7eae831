package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.Learner;
import io.tifl.client.dl4j.Dl4jLearnerFactory;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelAndExportCommandsTest {
    private static final ModelSpec SPEC =
            new ModelSpec("logistic", Settings.none().with("inputs", 4).with("classes", 3));

    @TempDir
    Path folder;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    private int run(Object... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine command = Tifl.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }

    private Path model() throws IOException {
        try (Learner drawing = new Dl4jLearnerFactory().open(SPEC)) {
            GlobalModel model = new GlobalModel(SPEC, 2, drawing.initial(1));
            return Files.write(
                    folder.resolve("start.tifl"),
                    new WireFormat(WireLimits.defaults()).encode(new WireMessage.Model(model)));
        }
    }

    @Test
    void aModelGoesThroughEveryFormatAndBack() throws IOException {
        Path from = model();
        String[] named = {"--model", "logistic", "--set", "inputs=4", "--set", "classes=3"};
        Path last = from;
        for (String next : new String[] {"a.onnx", "b.h5", "c.zip", "d.tifl"}) {
            Path to = folder.resolve(next);
            boolean says = last.toString().endsWith(".tifl");
            int code = says
                    ? run("model", "convert", last, to)
                    : run("model", "convert", last, to, named[0], named[1], named[2], named[3], named[4], named[5]);
            assertThat(code).as(err.toString()).isZero();
            assertThat(out.toString()).contains("15 parameters written", next, "differ by");
            last = to;
        }

        assertThat(run("model", "show", last)).isZero();
        assertThat(out.toString()).contains("model: logistic", "setting inputs: 4", "[4, 3]");
        assertThat(run("model", "show", last, "--json")).isZero();
        assertThat(out.toString()).contains("\"parameters\":15");
    }

    @Test
    void whatIsWrongIsSaidWithAnExitCode() throws IOException {
        Path from = model();

        assertThat(run("model", "convert", from, folder.resolve("x.bin"))).isEqualTo(2);
        assertThat(err.toString()).contains(".onnx");
        assertThat(run("model", "convert", from, folder.resolve("x.onnx"), "--set", "a=b"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--model");
        assertThat(run("model", "show", from, "--input", "3xno")).isEqualTo(2);
        assertThat(run("model", "convert", folder.resolve("absent.tifl"), folder.resolve("x.onnx")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("there is no file");
        assertThat(folder.resolve("x.onnx")).doesNotExist();
    }

    @Test
    void aReplaysFolderIsExported() throws IOException {
        Path results = Files.createDirectories(folder.resolve("results"));
        Files.writeString(
                results.resolve("rounds.csv"),
                "policy,seed,round,started_seconds,elapsed_seconds,accuracy\nfast,1,0,0.0,1.0,0.5\n");
        for (String format : new String[] {"mlflow", "tensorboard", "parquet", "csv"}) {
            Path to = folder.resolve(format);

            assertThat(run("export", results, "--format", format, "--out", to))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("written below " + to);
            assertThat(to).isNotEmptyDirectory();
        }
    }

    @Test
    void anUnknownFormatIsAnsweredWithThoseThatThereAre() {
        assertThat(run("export", folder, "--format", "arrow", "--out", folder)).isEqualTo(2);
        assertThat(err.toString()).contains("mlflow, tensorboard, parquet, csv");
        assertThat(run("export", "--format", "csv", "--out", folder)).isEqualTo(2);
        assertThat(err.toString()).contains("RUN-FOLDER", "--coordinator");
    }
}
