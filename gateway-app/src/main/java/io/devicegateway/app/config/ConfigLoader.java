package io.devicegateway.app.config;

import io.devicegateway.app.config.LoadedConfig.Effective;
import io.devicegateway.app.config.ValueType.BadValue;
import io.devicegateway.app.text.Phrase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the configuration of its sources, or says everything that is wrong with them. */
public final class ConfigLoader {
    private static final Origin DEFAULT = new Origin.Default();
    private static final String HIDDEN = "***";

    private final KnownKeys known = new KnownKeys(GatewayConfig.SECTIONS);
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Map<Setting<?>, Object> values = new HashMap<>();
    private final Map<Setting<?>, Origin> origins = new HashMap<>();

    private ConfigLoader() {}

    /**
     * Loads a configuration.
     *
     * @throws ConfigRefused if anything is wrong, also with a value that a stronger source would hide
     */
    public static LoadedConfig load(ConfigSources sources) throws ConfigRefused {
        return new ConfigLoader().loadFrom(sources);
    }

    private LoadedConfig loadFrom(ConfigSources sources) throws ConfigRefused {
        takePresets(sources);
        sources.file().ifPresent(file -> take(YamlFile.read(file, known, problems)));
        takeEnvironment(sources.environment());
        takeFlags(sources.flags());
        Values effective = new Values(values);
        if (problems.isEmpty()) {
            CrossChecks.check(GatewayConfig.from(effective), this::originOf, problems);
        }
        if (!problems.isEmpty()) {
            throw new ConfigRefused(problems);
        }
        List<Effective> shown = known.all().stream()
                .map(setting -> effective(setting, effective))
                .toList();
        return new LoadedConfig(GatewayConfig.from(effective), shown, sources.file());
    }

    private Origin originOf(Setting<?> setting) {
        return origins.getOrDefault(setting, DEFAULT);
    }

    private <T> Effective effective(Setting<T> setting, Values effective) {
        String text = setting.type().format(effective.get(setting));
        return new Effective(setting, setting.secret() && !text.isEmpty() ? HIDDEN : text, originOf(setting));
    }

    private void takePresets(ConfigSources sources) {
        Map<String, Raw> presets = new LinkedHashMap<>();
        Origin origin = new Origin.Preset(sources.command());
        sources.presets().forEach((key, value) -> presets.put(key, new Raw.Scalar(origin, value)));
        take(presets);
    }

    private void takeEnvironment(Map<String, String> environment) {
        Map<String, Raw> raw = new LinkedHashMap<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            Origin origin = new Origin.Environment(name);
            Setting<?> setting = known.ofVariable(name);
            if (setting != null && KnownKeys.isOurs(name, value)) {
                raw.put(setting.key(), new Raw.Scalar(origin, value));
            } else if (KnownKeys.isOurs(name, value)) {
                problems.add(new ConfigProblem(
                        origin, null, Phrase.of("config.variable.unknown"), null, known.nearestVariables(name)));
            }
        });
        take(raw);
    }

    private void takeFlags(List<ConfigSources.FlagValue> flags) {
        Map<String, Raw> raw = new LinkedHashMap<>();
        for (ConfigSources.FlagValue flag : flags) {
            Origin origin = new Origin.Flag(flag.flag());
            if (known.find(flag.key()) == null) {
                problems.add(new ConfigProblem(
                        origin, flag.key(), Phrase.of("config.unknown"), null, known.nearest(flag.key())));
            } else {
                raw.put(flag.key(), new Raw.Scalar(origin, flag.value()));
            }
        }
        take(raw);
    }

    /** Takes the values of one source; they hide those of the sources before. */
    private void take(Map<String, Raw> source) {
        source.forEach((key, raw) -> {
            Setting<?> setting = known.find(key);
            if (setting == null) {
                throw new IllegalArgumentException("no setting " + key);
            }
            Object value = parse(setting, raw);
            if (value != null) {
                values.put(setting, value);
                origins.put(setting, raw.origin());
            }
        });
    }

    private @Nullable Object parse(Setting<?> setting, Raw raw) {
        return switch (raw) {
            case Raw.Scalar scalar -> parse(setting, setting.type(), scalar);
            case Raw.Sequence sequence -> parseItems(setting, (ListType<?>) setting.type(), sequence);
        };
    }

    private @Nullable Object parseItems(Setting<?> setting, ListType<?> type, Raw.Sequence sequence) {
        List<Object> items = new ArrayList<>();
        int before = problems.size();
        for (Raw.Scalar item : sequence.items()) {
            Object value = parse(setting, type.element(), item);
            if (value != null) {
                items.add(value);
            }
        }
        try {
            type.checkLength(items.size());
        } catch (BadValue e) {
            refuse(setting, sequence.origin(), e);
        }
        return problems.size() == before ? List.copyOf(items) : null;
    }

    private @Nullable Object parse(Setting<?> setting, ValueType<?> type, Raw.Scalar raw) {
        try {
            return type.parse(raw.text());
        } catch (BadValue e) {
            refuse(setting, raw.origin(), e);
            return null;
        }
    }

    private void refuse(Setting<?> setting, Origin origin, BadValue e) {
        Phrase what = setting.secret() ? Phrase.of("config.value.hidden") : e.reason();
        Phrase allowed = Phrase.of("config.allowed", setting.type().allowed());
        problems.add(new ConfigProblem(origin, setting.key(), what, allowed, List.of()));
    }
}
