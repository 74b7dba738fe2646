package io.devicegateway.app.config;

import io.devicegateway.app.text.Messages;
import java.util.ArrayList;
import java.util.List;

/** Writes the table of settings down: as the page of the documentation, and as the commented file of the distribution. */
public final class ConfigReference {
    private static final int WIDTH = 100;

    private ConfigReference() {}

    /** The page {@code docs/configuration.md}. */
    public static String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("""
                # Configuration

                This page is generated from the table of settings in `io.devicegateway.app.config`; a test holds it against the
                table. To write it anew: `gateway config keys --format markdown > docs/configuration.md`.

                * One YAML file: the flag `--config FILE`, else the variable `GATEWAY_CONFIG`, else `conf/gateway.yaml` of the
                  distribution if it is there. The sections below are its first level; `wosi.port: 0` in one line works as well.
                * Each setting also by environment variable, as named below, and by the flag `--set key=value`.
                * Flag before environment before file before default. `gateway config show` prints what holds and where it
                  comes from.
                * An unknown key, an unknown `GATEWAY_…` variable or a bad value is refused at start, with its place, all at
                  once; `gateway config check` does only that.
                * Durations are written `500ms`, `10s`, `2m`, `1h`, `1d`; sizes `512B`, `64KiB`, `64MiB`, `1GiB`, `2TiB`. Lists
                  are YAML sequences, elsewhere separated by commas.

                Variables of the same prefix that are no settings: `GATEWAY_CONFIG` (the file), `GATEWAY_HOME` (the folder of
                the distribution), `GATEWAY_JAVA_HOME` (the Java to run on), `GATEWAY_HEAP` (the heap of the
                daemon, as `512m` or `4g`; 1g if not set), `GATEWAY_JAVA_OPTS` (more options for it),
                `GATEWAY_JVM_DIRS` (where to look for one instead of the usual places, separated by colons). What Kubernetes
                sets for a service called `gateway` (`GATEWAY_SERVICE_HOST`, `GATEWAY_PORT=tcp://…` and the like) is ignored.
                """);
        for (Section section : GatewayConfig.SECTIONS) {
            page.append("\n## ").append(section.title()).append("\n\n");
            if (!section.description().isEmpty()) {
                page.append(section.description()).append("\n\n");
            }
            page.append("| Key | Default | Allowed | Meaning |\n|---|---|---|---|\n");
            section.settings().forEach(setting -> page.append(row(setting)));
        }
        return page.toString();
    }

    private static String row(Setting<?> setting) {
        String shown = setting.defaultText().isEmpty() ? "empty" : "`" + setting.defaultText() + "`";
        String allowed = Messages.english().say(setting.type().allowed()).replace("|", "\\|");
        return "| `" + setting.key() + "`<br>`" + setting.environment() + "` | " + shown + " | " + allowed + " | "
                + setting.description() + " |\n";
    }

    /** The file {@code conf/gateway.yaml}: every setting with its default, commented out. */
    public static String yaml() {
        StringBuilder file = new StringBuilder();
        file.append("""
                # Configuration of the device gateway. Everything here is commented out and shows the default.
                # `gateway config check FILE` checks a file, `gateway config show` prints what holds and why.
                # Written by `gateway config keys --format yaml`.
                """);
        for (Section section : GatewayConfig.SECTIONS) {
            boolean isRoot = section.name().isEmpty();
            file.append("\n");
            if (!isRoot) {
                comment(file, "", section.description());
                file.append("#").append(section.name()).append(":\n");
            }
            for (Setting<?> setting : section.settings()) {
                String indent = isRoot ? "" : "  ";
                comment(file, indent, setting.description());
                comment(
                        file,
                        indent,
                        "Allowed: " + Messages.english().say(setting.type().allowed()) + ". " + setting.environment());
                file.append("#")
                        .append(indent)
                        .append(setting.name())
                        .append(": ")
                        .append(yamlValue(setting))
                        .append("\n");
            }
        }
        return file.toString();
    }

    private static <T> String yamlValue(Setting<T> setting) {
        String text = setting.defaultText();
        if (setting.type() instanceof ListType<?>) {
            return "[" + text.replace(",", ", ") + "]";
        }
        return text.isEmpty() ? "\"\"" : text;
    }

    private static void comment(StringBuilder file, String indent, String text) {
        for (String line : wrap(text, WIDTH - indent.length())) {
            file.append("# ").append(indent).append(line).append("\n");
        }
    }

    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
