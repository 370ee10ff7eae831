package io.tifl.experiments.cli;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code tifl} command: its subcommands do the work, it prints help and version. */
@Command(
        name = "tifl",
        mixinStandardHelpOptions = true,
        versionProvider = Tifl.Version.class,
        description = "Federated learning for the JVM, built around tiered client scheduling (TiFL).",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ReplayCommand.class,
            WorkerCommand.class,
            CompareCommand.class,
            PrivacyCommand.class,
            RobustnessCommand.class,
            StudyCommand.class,
            QuantizeCommand.class,
            BenchCommand.class,
            NoiseCommand.class,
            DataCommand.class,
            ModelCommand.class,
            ExportCommand.class,
            CoordinatorCommand.class,
            ClientCommand.class,
            KafkaCommand.class,
            DevCommand.class,
            DoctorCommand.class,
            CommandLine.HelpCommand.class,
            GenerateCompletion.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Done.",
            "1:It failed; the message says why.",
            "2:The command line or a setting is wrong; nothing was run.",
            "130:Interrupted; the same command goes on where it stopped."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl demo                              a live federation, in the browser",
            "  tifl replay                            TiFL on LEAF Synthetic: vanilla, uniform, adaptive",
            "  tifl replay --dataset fashion-mnist    the same on Fashion-MNIST",
            "  tifl worker --bootstrap HOST:PORT      trains for 'tifl replay --bootstrap', on any machine",
            "  tifl compare results/a results/b       two replays side by side",
            "  tifl privacy --help                    what noisy rounds guarantee",
            "  tifl robustness --help                 rules against attacks",
            "  tifl study schedulers --help           policies side by side in scenarios",
            "  tifl study noise                       networks on analog devices",
            "  tifl data list                         data sets, and what is prepared of them",
            "  tifl quantize                          models in 8 bits against floats",
            "  tifl model convert a.tifl a.onnx       models from and to Deeplearning4j, Keras, ONNX",
            "  tifl export RUN --format mlflow --out DIR   runs for MLflow, TensorBoard, tables",
            "  tifl coordinator --local               the service, for devices on this machine",
            "  tifl dev kafka                         a Kafka broker, for trying things out",
            "  tifl doctor                            what is well on this machine, and what is not",
            "  source <(tifl generate-completion)     completion for bash and zsh"
        })
public final class Tifl implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private Tifl() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        try (Stoppable _ = Stoppable.onSignal()) {
            return commandLine().execute(args);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new Tifl()).setExecutionExceptionHandler(new ErrorMessages());
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
    }

    /** The version of the jar and of the Java under it, as bug reports need them. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"tifl " + ofJar(), "Java " + Runtime.version()};
        }

        private static String ofJar() {
            String version = Tifl.class.getPackage().getImplementationVersion();
            return version == null ? "(not from a jar)" : version;
        }
    }
}
