package io.tifl.leaf;

import io.tifl.client.Examples;
import io.tifl.leaf.IdxFile.Element;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * MNIST, each training digit with the person who wrote it: one client per writer, 539 in all.
 *
 * <p>The writers are in QMNIST's labels (Yadav and Bottou, NeurIPS 2019), whose row i describes digit i of MNIST. The official
 * test digits are by other people, so each writer's own test digits have to be held out of its own. Setting:
 * {@code min-samples} (0): writers with fewer digits are left out.
 */
public final class DigitsByWriter implements Dataset {
    private static final RemoteFile WRITERS = RemoteFile.of(
            "qmnist",
            "qmnist-train-labels-idx2-int.gz",
            List.of(
                    "https://raw.githubusercontent.com/facebookresearch/qmnist/94061367ec2e099ea18c553c75727ecf849ddb9b/",
                    "https://raw.githubusercontent.com/facebookresearch/qmnist/master/"),
            463_024,
            "2c05dc77f6b916b38e455e97ab129a42a444f3dbef09b278a366f82904e0dd9f");

    private static final int COLUMNS = 8;
    private static final int CLASS = 0;
    private static final int WRITER = 2;

    @Override
    public String name() {
        return "digits-by-writer";
    }

    @Override
    public String about() {
        return "MNIST by its real writers (QMNIST): 539 clients of 19 to 131 digits, 60,000 to train on, 10,000 to test";
    }

    @Override
    public String licence() {
        return "MNIST is by Yann LeCun, Corinna Cortes and Christopher Burges, usually given as CC BY-SA 3.0;"
                + " QMNIST's labels are by Facebook, BSD-style licence";
    }

    @Override
    public Pool load(DataSource source, Settings settings) throws IOException {
        settings.requireOnly(Set.of("min-samples"));
        Examples train = Mnist.FILES.train(source);
        Partition writers = writers(source.file(WRITERS), train);
        return new Pool(
                name(),
                train,
                Mnist.FILES.test(source),
                Optional.of(LeafSampling.atLeast(writers, settings.integer("min-samples", 0))));
    }

    private static Partition writers(Path file, Examples digits) throws IOException {
        IdxFile table = IdxFile.read(file, Element.INT, COLUMNS);
        if (table.count() < digits.size()) {
            throw new IOException(file + ": describes " + table.count() + " digits, expected " + digits.size());
        }
        ByteBuffer values = table.values();
        SortedMap<Integer, List<Integer>> rows = new TreeMap<>();
        for (int row = 0; row < digits.size(); row++) {
            int start = row * COLUMNS * Integer.BYTES;
            int label = values.getInt(start + CLASS * Integer.BYTES);
            if (label != digits.label(row)) {
                throw new IOException(file + ": row " + row + " describes a digit " + label + ", MNIST has a "
                        + digits.label(row) + " there: not the same digits");
            }
            rows.computeIfAbsent(values.getInt(start + WRITER * Integer.BYTES), writer -> new ArrayList<>())
                    .add(row);
        }
        return named(rows);
    }

    private static Partition named(SortedMap<Integer, List<Integer>> rows) {
        SequencedMap<ClientId, int[]> named = new LinkedHashMap<>();
        rows.forEach((writer, digits) -> named.put(
                new ClientId("writer-%04d".formatted(writer)),
                digits.stream().mapToInt(Integer::intValue).toArray()));
        return Partition.of(named);
    }
}
