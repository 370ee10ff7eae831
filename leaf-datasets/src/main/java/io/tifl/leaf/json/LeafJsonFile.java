package io.tifl.leaf.json;

import io.tifl.leaf.set.SetSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads one file of LEAF's. */
final class LeafJsonFile {
    private final String name;
    private final JsonIn in;
    private final LeafCodec codec;
    private final SetSink sink;
    private final List<String> remarks;
    private final Set<String> keys = new HashSet<>();

    /** Data that came before their turn. */
    private final Map<String, Rows> early = new LinkedHashMap<>();

    private final Set<String> seen = new HashSet<>();
    private @Nullable List<String> users;
    private @Nullable List<String> hierarchies;
    private @Nullable List<Integer> sizes;
    private Rows current;
    private int next;
    private int miscounted;

    LeafJsonFile(String name, JsonIn in, LeafCodec codec, SetSink sink, List<String> remarks) {
        this.name = name;
        this.in = in;
        this.codec = codec;
        this.sink = sink;
        this.remarks = remarks;
        this.current = new Rows(codec);
    }

    void read() throws IOException {
        in.expect(JsonToken.START_OBJECT);
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            if (!keys.add(key)) {
                throw in.fail("'" + key + "' comes twice");
            }
            entry(key);
        }
        if (in.next() != null) {
            throw in.fail("expected the end of the file");
        }
        finish();
    }

    private void entry(String key) throws IOException {
        in.place(key);
        switch (key) {
            case "users" -> users = users();
            case "hierarchies" -> hierarchies = hierarchies();
            case "num_samples" -> sizes = sizes();
            case "user_data" -> userData();
            default -> in.skip();
        }
        in.place("");
    }

    private List<String> users() throws IOException {
        List<String> read = in.strings();
        Set<String> different = new HashSet<>();
        for (String user : read) {
            if (!different.add(user)) {
                throw in.fail("user '" + user + "' comes twice");
            }
        }
        return read;
    }

    private List<String> hierarchies() throws IOException {
        if (next > 0) {
            throw in.fail("expected 'hierarchies' before 'user_data'");
        }
        return in.strings();
    }

    private List<Integer> sizes() throws IOException {
        List<Integer> read = new ArrayList<>();
        in.beginArray();
        while (in.hasNext()) {
            read.add(in.whole());
        }
        return read;
    }

    private void userData() throws IOException {
        in.expect(JsonToken.START_OBJECT);
        for (String user = in.nextName(); user != null; user = in.nextName()) {
            in.place("user '" + user + "'");
            if (!seen.add(user)) {
                throw in.fail("their data come twice");
            }
            data(user);
            if (isTurnOf(user)) {
                push(user, current);
                current.clear();
                pushEarly();
            } else {
                early.put(user, current);
                current = new Rows(codec);
            }
        }
    }

    // Only where the number of examples is known, so that it can be checked.
    private boolean isTurnOf(String user) {
        return users != null
                && sizes != null
                && next < users.size()
                && users.get(next).equals(user);
    }

    private void pushEarly() throws IOException {
        while (users != null && next < users.size()) {
            Rows rows = early.remove(users.get(next));
            if (rows == null) {
                return;
            }
            push(users.get(next), rows);
        }
    }

    private void data(String user) throws IOException {
        in.expect(JsonToken.START_OBJECT);
        Set<String> parts = new HashSet<>();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            if (!parts.add(key)) {
                throw in.fail("'" + key + "' comes twice");
            }
            switch (key) {
                case "x" -> features(user);
                case "y" -> labels(user);
                default -> in.skip();
            }
        }
        in.place("user '" + user + "'");
        if (!parts.contains("x") || !parts.contains("y")) {
            throw in.fail("expected 'x' and 'y', got " + parts);
        }
        if (current.elements() != current.elementsOfY() || current.rows() != current.rowsOfY()) {
            throw in.fail("'x' has " + current.elements() + " examples (" + current.rows() + " rows), 'y' has "
                    + current.elementsOfY() + " (" + current.rowsOfY() + ")");
        }
    }

    private void features(String user) throws IOException {
        in.beginArray();
        while (in.hasNext()) {
            in.place(user, "x", current.elements());
            codec.readX(in, current);
            current.countX();
        }
    }

    private void labels(String user) throws IOException {
        in.beginArray();
        while (in.hasNext()) {
            in.place(user, "y", current.elementsOfY());
            codec.readY(in, current);
            current.countY();
        }
    }

    private void push(String user, Rows rows) throws IOException {
        checkSize(user, rows.elements());
        begin(user);
        rows.push(sink);
        next++;
    }

    private void begin(String user) throws IOException {
        try {
            sink.user(user, hierarchy());
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private String hierarchy() {
        // LEAF once kept the hierarchies of users it dropped: they cannot be told apart then.
        boolean isComplete = hierarchies != null && users != null && hierarchies.size() == users.size();
        return isComplete && hierarchies != null ? hierarchies.get(next) : "";
    }

    private void checkSize(String user, int actual) throws IOException {
        if (sizes == null || next >= sizes.size()) {
            throw in.fail("no number in 'num_samples' for user '" + user + "'");
        }
        int written = sizes.get(next);
        if (written == actual) {
            return;
        }
        if (!codec.isKnownFault(written, actual)) {
            throw in.fail("user '" + user + "' has " + actual + " examples, but 'num_samples' says " + written);
        }
        miscounted++;
    }

    private void finish() throws IOException {
        if (users == null || sizes == null || !keys.contains("user_data")) {
            throw in.fail("expected 'users', 'num_samples' and 'user_data', got " + keys);
        }
        if (sizes.size() != users.size()) {
            throw in.fail(users.size() + " users, but " + sizes.size() + " numbers in 'num_samples'");
        }
        pushEarly();
        if (next < users.size()) {
            throw in.fail("user '" + users.get(next) + "' has no data");
        }
        checkUnlisted();
        remark(users.size());
    }

    private void checkUnlisted() throws IOException {
        for (Map.Entry<String, Rows> left : early.entrySet()) {
            if (left.getValue().elements() > 0) {
                throw in.fail("user '" + left.getKey() + "' has data but is not among 'users'");
            }
        }
    }

    private void remark(int userCount) {
        if (!early.isEmpty()) {
            remarks.add(name + ": " + early.size() + " users without examples are not among 'users'");
        }
        if (miscounted > 0) {
            remarks.add(name + ": 'num_samples' is too large for " + miscounted + " of " + userCount
                    + " users, as LEAF's scripts write it");
        }
        if (hierarchies != null && hierarchies.size() != userCount) {
            remarks.add(name + ": " + hierarchies.size() + " hierarchies for " + userCount + " users are left out");
        }
    }
}
