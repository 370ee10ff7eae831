package io.tifl.experiments.doctor;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The coordinator's database. */
final class Databases {
    private static final String SECONDS = "5";

    private Databases() {}

    static Finding look(String url, String user, String password) {
        String shown = shown(url);
        if (!url.startsWith("jdbc:postgresql:")) {
            return Finding.problem(
                    "database",
                    shown + " is none that a coordinator can use",
                    "give --database an address as jdbc:postgresql://host:5432/name; the embedded one needs none");
        }
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", SECONDS);
        properties.setProperty("loginTimeout", SECONDS);
        properties.setProperty("socketTimeout", SECONDS);
        if (!user.isEmpty()) {
            properties.setProperty("user", user);
            properties.setProperty("password", password);
        }
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            DatabaseMetaData about = connection.getMetaData();
            return Finding.ok(
                    "database",
                    about.getDatabaseProductName() + " " + about.getDatabaseProductVersion() + " at " + shown + ", "
                            + schema(connection));
        } catch (SQLException e) {
            return Finding.problem(
                    "database",
                    shown + " cannot be used: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "check host, port, name, user and password (TIFL_DATABASE_PASSWORD), and that it runs");
        }
    }

    private static String schema(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "schema_history", null)) {
            if (!tables.next()) {
                return "no coordinator's yet";
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet versions = statement.executeQuery(
                        "SELECT version FROM schema_history WHERE success ORDER BY installed_rank DESC LIMIT 1")) {
            return versions.next() ? "a coordinator's, schema " + versions.getString(1) : "a coordinator's";
        }
    }

    /** Parameters of an address may be a password. */
    private static String shown(String url) {
        String start = url.replaceAll("[?;].*", "");
        return start.replaceAll("//[^/@]*@", "//");
    }
}
