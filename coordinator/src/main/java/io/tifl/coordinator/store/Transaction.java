package io.tifl.coordinator.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** One transaction: everything done with it is kept, or nothing. Confined to one thread and to the work it was given to. */
final class Transaction {
    private final Connection connection;
    private final Dialect dialect;

    Transaction(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Runs a change and returns how many rows it touched. */
    int update(String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = prepared(sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    /** Runs one change for many rows; returns how many rows each touched. */
    int[] updateEach(String sql, List<Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    <T> List<T> list(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement statement = prepared(sql, arguments);
                ResultSet result = statement.executeQuery()) {
            Row row = new Row(result);
            while (result.next()) {
                rows.add(read(row, reader));
            }
        }
        return rows;
    }

    private static <T> T read(Row row, Row.Reader<T> reader) throws SQLException {
        try {
            return reader.read(row);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw Row.damaged("a row says what cannot be: " + e.getMessage());
        }
    }

    <T> Optional<T> first(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        List<T> rows = list(sql, reader, arguments);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    boolean exists(String sql, Object... arguments) throws SQLException {
        return first(sql, _ -> Boolean.TRUE, arguments).isPresent();
    }

    /**
     * Goes on only if the lease still leads, and keeps others from taking the lead until this transaction ends.
     *
     * @throws FencedException if another coordinator took the lead
     */
    void fence(Lease lease) throws SQLException, FencedException {
        fence(lease, dialect.forShare);
    }

    /** As {@link #fence}; besides, no other fenced transaction runs until this one ends. */
    void fenceAlone(Lease lease) throws SQLException, FencedException {
        fence(lease, dialect.forUpdate);
    }

    private void fence(Lease lease, String lock) throws SQLException, FencedException {
        Lease now = first(
                        "select holder, epoch from lease where only_row = 1" + lock,
                        row -> new Lease(row.text("holder"), row.number("epoch")))
                .orElseThrow(() -> new SQLException("the row of table lease is gone"));
        if (now.epoch() != lease.epoch()) {
            throw new FencedException(lease, now.holder(), now.epoch());
        }
    }

    private PreparedStatement prepared(String sql, Object... arguments) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            bind(statement, arguments);
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            bind(statement, i + 1, arguments[i]);
        }
    }

    private static void bind(PreparedStatement statement, int at, Object argument) throws SQLException {
        switch (argument) {
            case String text -> statement.setString(at, storable(text));
            case Long number -> statement.setLong(at, number);
            case Integer number -> statement.setLong(at, number);
            case Double number -> real(statement, at, number);
            case byte[] bytes -> statement.setBytes(at, bytes);
            case Instant instant -> statement.setLong(at, instant.toEpochMilli());
            case Enum<?> constant -> statement.setString(at, constant.name());
            case OptionalInt number when number.isPresent() -> statement.setLong(at, number.getAsInt());
            case OptionalDouble number when number.isPresent() -> real(statement, at, number.getAsDouble());
            case Optional<?> optional when optional.isPresent() -> bind(statement, at, optional.get());
            case OptionalInt _, OptionalDouble _, Optional<?> _ -> statement.setNull(at, Types.NULL);
            default -> throw new IllegalArgumentException("no column holds a " + argument.getClass());
        }
    }

    // SQLite knows no NaN and would keep a null; so that both databases show the same, this does it for both.
    private static void real(PreparedStatement statement, int at, double value) throws SQLException {
        if (Double.isNaN(value)) {
            statement.setNull(at, Types.NULL);
        } else {
            statement.setDouble(at, value);
        }
    }

    // PostgreSQL's texts hold neither the character 0 nor half a surrogate pair.
    private static String storable(String text) {
        boolean plain = text.chars().allMatch(c -> c != 0 && (c < 0xd800 || c > 0xdfff));
        return plain
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace('\0', '\ufffd');
    }
}
