package io.tifl.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what a command throws into one message and an exit code; a stack trace is for bugs only. */
final class ErrorMessages implements IExecutionExceptionHandler {
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int INTERRUPTED = 130;

    @Override
    public int handleExecutionException(Exception problem, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        switch (problem) {
            case InterruptedException _ -> {
                err.println("Interrupted. The same command goes on where it stopped.");
                return INTERRUPTED;
            }
            case IllegalArgumentException wrong -> {
                err.println(wrong.getMessage());
                err.println("'" + command.getCommandSpec().qualifiedName() + " --help' lists the options.");
                return USAGE;
            }
            case NoSuchFileException missing -> err.println("There is no " + missing.getFile() + ".");
            case AccessDeniedException denied -> err.println("No permission for " + denied.getFile() + ".");
            case IOException broken -> err.println(broken.getMessage());
            default -> {
                err.println("This is a bug in tifl; please report it with the lines below.");
                problem.printStackTrace(err);
            }
        }
        return FAILED;
    }
}
