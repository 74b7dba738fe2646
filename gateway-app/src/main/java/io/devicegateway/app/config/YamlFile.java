package io.devicegateway.app.config;

import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the configuration file into texts with their places. */
final class YamlFile {
    private static final long MOST_BYTES = 1 << 20;

    private final Path file;
    private final KnownKeys known;
    private final List<ConfigProblem> problems;
    private final Map<String, Raw> values = new LinkedHashMap<>();

    private YamlFile(Path file, KnownKeys known, List<ConfigProblem> problems) {
        this.file = file;
        this.known = known;
        this.problems = problems;
    }

    /** The values of a file by their keys; adds what is wrong with the file to the problems. */
    static Map<String, Raw> read(Path file, KnownKeys known, List<ConfigProblem> problems) {
        YamlFile reading = new YamlFile(file, known, problems);
        try {
            reading.parse(reading.text());
        } catch (NoSuchFileException e) {
            reading.add(1, 1, null, Phrase.of("config.file.missing"), null);
        } catch (CharacterCodingException e) {
            reading.add(1, 1, null, Phrase.of("config.file.encoding"), null);
        } catch (IOException e) {
            reading.add(1, 1, null, Phrase.of("config.file.unreadable", e.toString()), null);
        }
        return reading.values;
    }

    private String text() throws IOException {
        if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
            throw new IOException("more than " + MOST_BYTES + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private void parse(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setUseMarks(true)
                .setAllowNonScalarKeys(true) // to say where they are
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            root.filter(node -> !isNothing(node)).ifPresent(this::readRoot);
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            String problem = e.getProblem() == null ? e.toString() : e.getProblem();
            Phrase hint = problem.contains("TAB") ? Phrase.of("config.yaml.tab") : null;
            add(
                    mark.map(Mark::getLine).orElse(0) + 1,
                    mark.map(Mark::getColumn).orElse(0) + 1,
                    null,
                    Phrase.of("config.yaml.syntax", problem),
                    hint);
        } catch (YamlEngineException e) {
            add(1, 1, null, Phrase.of("config.yaml.syntax", e.toString()), null);
        }
    }

    private void readRoot(Node root) {
        if (root instanceof MappingNode mapping) {
            readMapping("", mapping);
        } else {
            add(root, null, Phrase.of("config.yaml.root"), Phrase.of("config.yaml.root.hint"));
        }
    }

    private void readMapping(String section, MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode name) {
                String key = section.isEmpty() ? name.getValue() : section + "." + name.getValue();
                readEntry(key, name, tuple.getValueNode());
            } else {
                add(tuple.getKeyNode(), null, Phrase.of("config.yaml.key"), null);
            }
        }
    }

    private void readEntry(String key, Node name, Node value) {
        Setting<?> setting = known.find(key);
        if (setting != null) {
            readValue(setting, name, value);
        } else if (!known.isSection(key)) {
            problems.add(new ConfigProblem(origin(name), key, Phrase.of("config.unknown"), null, known.nearest(key)));
        } else if (value instanceof MappingNode mapping) {
            readMapping(key, mapping);
        } else if (!isNothing(value)) {
            add(value, key, Phrase.of("config.section"), Phrase.of("config.section.hint", known.firstOf(key)));
        }
    }

    private void readValue(Setting<?> setting, Node name, Node value) {
        Raw raw = raw(setting, value);
        if (raw == null) {
            return;
        }
        Raw earlier = values.putIfAbsent(setting.key(), raw);
        if (earlier != null) {
            add(name, setting.key(), Phrase.of("config.twice", earlier.origin().shown()), null);
        }
    }

    private @Nullable Raw raw(Setting<?> setting, Node value) {
        Phrase allowed = Phrase.of("config.allowed", setting.type().allowed());
        if (isNothing(value)) {
            add(value, setting.key(), Phrase.of("config.value.none"), allowed);
            return null;
        }
        if (value instanceof ScalarNode scalar) {
            return new Raw.Scalar(origin(scalar), scalar.getValue());
        }
        if (value instanceof SequenceNode sequence && setting.type() instanceof ListType<?>) {
            List<Raw.Scalar> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                if (!(item instanceof ScalarNode scalar) || isNothing(item)) {
                    add(item, setting.key(), Phrase.of("config.value.shape"), allowed);
                    return null;
                }
                items.add(new Raw.Scalar(origin(scalar), scalar.getValue()));
            }
            return new Raw.Sequence(origin(sequence), items);
        }
        add(value, setting.key(), Phrase.of("config.value.shape"), allowed);
        return null;
    }

    private static boolean isNothing(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private Origin origin(Node node) {
        Optional<Mark> mark = node.getStartMark();
        return new Origin.File(
                file,
                mark.map(Mark::getLine).orElse(0) + 1,
                mark.map(Mark::getColumn).orElse(0) + 1);
    }

    private void add(Node node, @Nullable String key, Phrase what, @Nullable Phrase hint) {
        problems.add(new ConfigProblem(origin(node), key, what, hint, List.of()));
    }

    private void add(int line, int column, @Nullable String key, Phrase what, @Nullable Phrase hint) {
        problems.add(new ConfigProblem(new Origin.File(file, line, column), key, what, hint, List.of()));
    }
}
