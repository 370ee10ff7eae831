package io.tifl.coordinator.store;

import io.tifl.coordinator.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import org.sqlite.SQLiteException;

/** Says what a fault of a database or a disk means for whoever runs the coordinator. */
record Faults(StoreSettings.Place place) {
    StoreException of(SQLException fault) {
        return switch (fault) {
            case SQLiteException sqlite -> of(sqlite);
            case SQLTransientConnectionException pool when pool.getCause() instanceof SQLException cause -> of(cause);
            default -> ofState(fault);
        };
    }

    private StoreException of(SQLiteException fault) {
        return switch (fault.getResultCode()) {
            case SQLITE_FULL -> full(fault);
            case SQLITE_BUSY, SQLITE_BUSY_RECOVERY, SQLITE_BUSY_SNAPSHOT, SQLITE_BUSY_TIMEOUT, SQLITE_LOCKED ->
                new StoreException(
                        Reason.LOCKED,
                        where()
                                + " is held by another process. Stop that one, or give this coordinator a folder of its own.",
                        fault);
            case SQLITE_CORRUPT, SQLITE_CORRUPT_INDEX, SQLITE_CORRUPT_SEQUENCE, SQLITE_CORRUPT_VTAB, SQLITE_NOTADB ->
                new StoreException(
                        Reason.DAMAGED,
                        where() + " holds a damaged database: " + fault.getMessage() + ". Restore a backup.",
                        fault);
            case SQLITE_CANTOPEN,
                    SQLITE_CANTOPEN_ISDIR,
                    SQLITE_PERM,
                    SQLITE_AUTH,
                    SQLITE_READONLY,
                    SQLITE_READONLY_CANTINIT,
                    SQLITE_READONLY_CANTLOCK,
                    SQLITE_READONLY_DBMOVED,
                    SQLITE_READONLY_DIRECTORY,
                    SQLITE_READONLY_RECOVERY,
                    SQLITE_READONLY_ROLLBACK -> notWritable(fault);
            default -> other(fault);
        };
    }

    private StoreException other(SQLiteException fault) {
        boolean disk = fault.getResultCode().name().startsWith("SQLITE_IOERR");
        String advice = disk ? ". See that the disk is sound and that no quota or limit of file sizes is reached." : "";
        return new StoreException(Reason.OTHER, where() + ": " + fault.getMessage() + advice, fault);
    }

    private StoreException ofState(SQLException fault) {
        String state = fault.getSQLState() == null ? "" : fault.getSQLState();
        if (state.startsWith("08") || state.startsWith("57P") || fault instanceof SQLTransientConnectionException) {
            return new StoreException(
                    Reason.UNREACHABLE,
                    where() + " does not answer: " + fault.getMessage()
                            + ". See that the database runs and that this machine may connect to it.",
                    fault);
        }
        if (state.startsWith("28") || state.equals("3D000") || state.equals("42501")) {
            return new StoreException(
                    Reason.REFUSED,
                    where() + " refuses: " + fault.getMessage()
                            + ". See that the database exists and that user and password are right.",
                    fault);
        }
        if (state.equals("53100")) {
            return full(fault);
        }
        if (state.equals(Row.DAMAGED) || state.equals("XX002")) {
            return damaged("a row", fault);
        }
        if (state.equals("55P03") || state.equals("40P01")) {
            return new StoreException(
                    Reason.LOCKED, where() + " is busy: " + fault.getMessage() + ". Try again.", fault);
        }
        return new StoreException(Reason.OTHER, where() + ": " + fault.getMessage(), fault);
    }

    StoreException of(IOException fault) {
        if (fault instanceof StoreException told) {
            return told;
        }
        String text = String.valueOf(fault.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("disk quota") || text.contains("file too large")) {
            return full(fault);
        }
        if (fault instanceof NoSuchFileException missing) {
            return new StoreException(
                    Reason.DAMAGED, where() + ": blob " + missing.getFile() + " is missing. Restore a backup.", fault);
        }
        boolean denied = fault instanceof AccessDeniedException
                || (fault instanceof FileSystemException && text.contains("read-only file system"));
        return denied
                ? notWritable(fault)
                : new StoreException(Reason.OTHER, where() + ": " + fault.getMessage(), fault);
    }

    StoreException damaged(String what, Throwable cause) {
        return new StoreException(
                Reason.DAMAGED,
                where() + ": " + what + " is damaged: " + cause.getMessage() + ". Restore a backup.",
                cause);
    }

    private StoreException full(Throwable cause) {
        return new StoreException(
                Reason.DISK_FULL,
                where() + " has no room left. Make room; nothing that was acknowledged is lost, and work goes on.",
                cause);
    }

    private StoreException notWritable(Throwable cause) {
        return new StoreException(
                Reason.NOT_WRITABLE,
                where() + " cannot be written: " + cause.getMessage()
                        + ". Give the user that runs the coordinator the right to write there.",
                cause);
    }

    String where() {
        return switch (place) {
            case StoreSettings.Folder folder -> "data folder " + folder.directory();
            case StoreSettings.Postgresql postgresql -> "database " + postgresql.url();
        };
    }
}
