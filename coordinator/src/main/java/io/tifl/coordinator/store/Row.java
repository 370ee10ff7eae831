package io.tifl.coordinator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One row of a result, its columns by name. Valid until the next row. */
record Row(ResultSet result) {
    /** Begins the SQL state of damaged data. */
    static final String DAMAGED = "XX001";

    /** Makes something of a row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    String text(String column) throws SQLException {
        String value = result.getString(column);
        if (value == null) {
            throw damaged("column " + column + " is null");
        }
        return value;
    }

    Optional<String> textIfAny(String column) throws SQLException {
        return Optional.ofNullable(result.getString(column));
    }

    long number(String column) throws SQLException {
        return result.getLong(column);
    }

    int integer(String column) throws SQLException {
        return Math.toIntExact(result.getLong(column));
    }

    OptionalInt integerIfAny(String column) throws SQLException {
        int value = integer(column);
        return result.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
    }

    double real(String column) throws SQLException {
        return result.getDouble(column);
    }

    OptionalDouble realIfAny(String column) throws SQLException {
        double value = result.getDouble(column);
        return result.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    Instant instant(String column) throws SQLException {
        return Instant.ofEpochMilli(result.getLong(column));
    }

    Optional<Instant> instantIfAny(String column) throws SQLException {
        long millis = result.getLong(column);
        return result.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    Optional<byte[]> bytesIfAny(String column) throws SQLException {
        byte @Nullable [] bytes = result.getBytes(column);
        return Optional.ofNullable(bytes);
    }

    byte[] bytes(String column) throws SQLException {
        return bytesIfAny(column).orElseThrow(() -> damaged("column " + column + " is null"));
    }

    /** @throws IllegalArgumentException if the text is no name of a constant */
    <E extends Enum<E>> E constant(String column, Class<E> type) throws SQLException {
        return Enum.valueOf(type, text(column));
    }

    /** What PostgreSQL, too, says of damaged data. */
    static SQLException damaged(String what) {
        return new SQLException(what, DAMAGED);
    }
}
