package io.tifl.experiments.documentation;

import java.util.List;

/** What is done with commands of one program. */
interface Handling {
    /**
     * Runs or checks a command.
     *
     * @param words the program's name first
     * @return what was done, and why if it was not run
     * @throws Exception saying what is wrong with the command
     */
    String check(List<String> words, Page.Block block, Session session) throws Exception;
}
