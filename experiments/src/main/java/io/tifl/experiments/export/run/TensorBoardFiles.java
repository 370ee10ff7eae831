package io.tifl.experiments.export.run;

import io.tifl.experiments.report.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.Summary;
import org.tensorflow.framework.SummaryMetadata;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;

/**
 * Writes runs as TensorBoard's event files: {@code tensorboard --logdir DIR} shows them. Values are 32-bit floats there. A file is a
 * row of records, each with its length and masked CRC-32C sums around a message {@code Event}.
 */
final class TensorBoardFiles {
    private static final String VERSION = "brain.Event:2";
    private static final int MASK = 0xa282ead8;

    /** Numbers of the fields of an event. */
    private static final int WALL_TIME = 1;

    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;

    private final Path root;

    TensorBoardFiles(Path root) {
        this.root = root;
    }

    /** @return the files */
    List<Path> write(List<ExportedRun> runs) throws IOException {
        List<Path> written = new ArrayList<>();
        for (ExportedRun run : runs) {
            String name = String.format(Locale.ROOT, "events.out.tfevents.%010d.tifl", run.startMillis() / 1000);
            Path file = root.resolve(run.experiment()).resolve(run.name()).resolve(name);
            AtomicFile.write(file, bytes(run));
            written.add(file);
        }
        return written;
    }

    static byte[] bytes(ExportedRun run) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        record(file, event(run.startMillis(), 0, out -> out.writeString(FILE_VERSION, VERSION)));
        record(file, event(run.startMillis(), 0, out -> out.writeMessage(SUMMARY, settings(run))));
        List<RunMetric> inOrder = run.metrics().stream()
                .sorted(Comparator.comparingLong(RunMetric::step).thenComparing(RunMetric::name))
                .toList();
        for (RunMetric metric : inOrder) {
            Summary.Value value = Summary.Value.newBuilder()
                    .setTag(metric.name())
                    .setSimpleValue((float) metric.value())
                    .build();
            Summary summary = Summary.newBuilder().addValue(value).build();
            record(file, event(metric.millis(), metric.step(), out -> out.writeMessage(SUMMARY, summary)));
        }
        return file.toByteArray();
    }

    /** A table that the page of texts shows. */
    private static Summary settings(ExportedRun run) {
        StringBuilder table = new StringBuilder("| setting | value |\n|---|---|\n");
        run.params()
                .forEach((name, value) -> table.append("| ")
                        .append(name)
                        .append(" | ")
                        .append(value.replace("|", "\\|"))
                        .append(" |\n"));
        TensorProto text = TensorProto.newBuilder()
                .setDtype(DataType.DT_STRING)
                .setTensorShape(TensorShapeProto.getDefaultInstance())
                .addStringVal(ByteString.copyFromUtf8(table.toString()))
                .build();
        SummaryMetadata shownBy = SummaryMetadata.newBuilder()
                .setPluginData(SummaryMetadata.PluginData.newBuilder().setPluginName("text"))
                .build();
        return Summary.newBuilder()
                .addValue(Summary.Value.newBuilder()
                        .setTag("settings")
                        .setMetadata(shownBy)
                        .setTensor(text))
                .build();
    }

    @FunctionalInterface
    private interface What {
        void write(CodedOutputStream out) throws IOException;
    }

    // The library has the summary, but not the event around it.
    private static byte[] event(long millis, long step, What what) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(event);
            out.writeDouble(WALL_TIME, millis / 1000.0);
            if (step != 0) {
                out.writeInt64(STEP, step);
            }
            what.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return event.toByteArray();
    }

    private static void record(ByteArrayOutputStream file, byte[] event) throws IOException {
        ByteBuffer length =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, event.length);
        file.write(length.array());
        file.write(checksum(length.array()));
        file.write(event);
        file.write(checksum(event));
    }

    private static byte[] checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, masked)
                .array();
    }
}
