package io.devicegateway.app.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(
        name = "gateway",
        description = "Device gateway: cabinets, lockers and machines talk to it, a backend commands them through it.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:as wished",
            "1:a problem was found, or the daemon or a device refused",
            "2:the command line or the configuration is wrong",
            "3:the daemon cannot be reached",
            "4:send: the command did not leave the gateway; it is safe to send it again",
            "5:send: it is not known what became of the command; do not send it again blindly",
            "70:a defect of this program"
        },
        footer = {"", "Examples:", "  gateway demo", "  gateway run --config gateway.yaml", "  gateway send --help"})
final class GatewayCommand {
    @Option(
            names = "--lang",
            paramLabel = "LANGUAGE",
            scope = ScopeType.INHERIT,
            description =
                    "Language of the answers: ${COMPLETION-CANDIDATES}. Otherwise by LC_ALL, LC_MESSAGES or LANG.")
    private @Nullable Language language;

    private final Terminal terminal;

    GatewayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Takes the option into account. */
    void speak() {
        if (language != null) {
            terminal.speak(language.messages());
        }
    }
}
