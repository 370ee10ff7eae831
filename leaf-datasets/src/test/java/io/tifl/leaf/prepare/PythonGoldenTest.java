package io.tifl.leaf.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.leaf.set.Column;
import io.tifl.leaf.set.ElementType;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.Reading;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.store.Part;
import io.tifl.leaf.store.Producer;
import io.tifl.leaf.store.Recipe;
import io.tifl.leaf.store.SetStore;
import io.tifl.leaf.store.StoredSet;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * LEAF's steps, run by Python over 250 users in files of 100, and again with all of them in one file: which user has which rows,
 * as SHA-1 of {@code user:row,row;} for each.
 */
class PythonGoldenTest {
    private static final Form FEMNIST =
            new Form("femnist", Column.of(ElementType.I32), Reading.PLAIN, Column.of(ElementType.U8), 1, false);

    @TempDir
    private Path folder;

    @Test
    void wholeUsersAreSampledKeptAndSplitBySample() throws Exception {
        Sampling sampling = new Sampling.Users(0.3, 5);
        Splitting splitting = new Splitting(Splitting.By.EXAMPLE, 0.7, 9);

        assertPrepared(
                new Preparation(Optional.of(sampling), 4, Optional.of(splitting), true),
                "d29670bf15df7f5f7b410916bb1cc44c4eaf820e",
                "03ac6cf584a94922a5d0f9eaca1229aadc0f27bd");
        assertPrepared(
                new Preparation(Optional.of(sampling), 4, Optional.of(splitting), false),
                "7cfc9be8978a95e220087413dd602a2e8f5a6a20",
                "13db46fabaa69b89f849eec333dd98d6e97d610b");
    }

    @Test
    void examplesAreSampledAndSplitBySample() throws Exception {
        Sampling sampling = new Sampling.Examples(0.07, 0.4, 6);
        Splitting splitting = new Splitting(Splitting.By.EXAMPLE, 0.9, 10);

        assertPrepared(
                new Preparation(Optional.of(sampling), 0, Optional.of(splitting), true),
                "426dc9b9a44fb67a7e72811514ea0bce727c7a6c",
                "894494f597b296f5302a204bc552ff4e4411d8e4");
        assertPrepared(
                new Preparation(Optional.of(sampling), 0, Optional.of(splitting), false),
                "4a0c6cf9c3af10cb9a8c85fc55f306ea6a2078f4",
                "98c429ccfbf59924cee5e650ed4c0d944b2bdafc");
    }

    @Test
    void wholeUsersAreSampledAndSplitByUser() throws Exception {
        Sampling sampling = new Sampling.Users(0.5, 7);
        Splitting splitting = new Splitting(Splitting.By.USER, 0.8, 11);

        assertPrepared(
                new Preparation(Optional.of(sampling), 0, Optional.of(splitting), true),
                "88494eee28a37f8bdefc8adb4bf524df993b504f",
                "3e63a737df0df18ee0b301cf0cea2f09abdd4fb0");
        assertPrepared(
                new Preparation(Optional.of(sampling), 0, Optional.of(splitting), false),
                "9d81a38676622700acffd4d7545e98237c4ba7ad",
                "3ca42ec784ae62f5de83ebc27b7c93678eb6f20d");
    }

    private void assertPrepared(Preparation how, String train, String test) throws Exception {
        SetStore store = new SetStore(folder);
        try (StoredSet whole =
                        store.obtain(new Recipe("femnist", List.of("250 users")), FEMNIST, PythonGoldenTest::produce);
                StoredSet set = new Preparer(store).prepare(whole, how, ReadProgress.SILENT)) {
            assertThat(sha1(set.part("train"))).as("train").isEqualTo(train);
            assertThat(sha1(set.part("test"))).as("test").isEqualTo(test);
        }
    }

    private static void produce(Producer.Parts parts) throws IOException {
        SetSink sink = parts.begin("all");
        ByteBuffer number = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        int row = 0;
        for (int user = 0; user < 250; user++) {
            sink.user("user-" + user, "");
            for (int i = 0; i < 1 + user * 37 % 23; i++) {
                sink.example(number.putInt(0, row++).array(), new byte[1], SetSink.NO_NOTE);
            }
        }
    }

    private static String sha1(Part part) throws Exception {
        StringBuilder text = new StringBuilder();
        for (Part.User user : part.users()) {
            String separator = user.id() + ":";
            for (int row = user.firstRow(); row < user.firstRow() + user.rows(); row++) {
                text.append(separator).append(part.features().getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, row));
                separator = ",";
            }
            text.append(';');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    }
}
