package io.devicegateway.app.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The table of settings, to look names up in. */
final class KnownKeys {
    /** Variables of our prefix that are no settings: of the launcher, and for where the file is. */
    static final Set<String> RESERVED = Set.of(
            "GATEWAY_HOME",
            "GATEWAY_CONFIG",
            "GATEWAY_JAVA_HOME",
            "GATEWAY_JAVA_OPTS",
            "GATEWAY_HEAP",
            "GATEWAY_JVM_DIRS");

    /** What the project's own tests are told, and hand on to the daemons that they start. */
    private static final String OF_TESTS = "GATEWAY_TEST_";

    /**
     * Kubernetes gives each container variables for every service of its namespace, named after the service: for one
     * called {@code gateway} they have our prefix.
     */
    private static final Pattern KUBERNETES = Pattern.compile(
            "GATEWAY(_\\w+)?_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern KUBERNETES_PORT = Pattern.compile("(tcp|udp|sctp)://.*");

    private static final String PREFIX = "GATEWAY_";
    private static final int MOST_SUGGESTIONS = 3;

    private final Map<String, Setting<?>> byKey = new LinkedHashMap<>();
    private final Map<String, Setting<?>> byVariable = new LinkedHashMap<>();
    private final Set<String> sections = new LinkedHashSet<>();

    KnownKeys(List<Section> table) {
        for (Section section : table) {
            if (!section.name().isEmpty()) {
                sections.add(section.name());
            }
            for (Setting<?> setting : section.settings()) {
                if (byKey.put(setting.key(), setting) != null
                        || byVariable.put(setting.environment(), setting) != null) {
                    throw new IllegalArgumentException(setting.key() + " stands twice in the table");
                }
            }
        }
    }

    Collection<Setting<?>> all() {
        return byKey.values();
    }

    @Nullable
    Setting<?> find(String key) {
        return byKey.get(key);
    }

    boolean isSection(String key) {
        return sections.contains(key);
    }

    /** The key of a section's first setting, for examples. */
    String firstOf(String section) {
        return byKey.keySet().stream()
                .filter(key -> key.startsWith(section + "."))
                .findFirst()
                .orElse(section);
    }

    @Nullable
    Setting<?> ofVariable(String name) {
        return byVariable.get(name);
    }

    /** Whether a variable looks like one of ours and is meant for nobody else. */
    static boolean isOurs(String name, String value) {
        return name.startsWith(PREFIX)
                && !RESERVED.contains(name)
                && !name.startsWith(OF_TESTS)
                && !KUBERNETES.matcher(name).matches()
                && !(name.endsWith("_PORT") && KUBERNETES_PORT.matcher(value).matches());
    }

    /** Known keys that a wrong one may stand for, best first; may be empty. */
    List<String> nearest(String wrong) {
        String name = wrong.substring(wrong.lastIndexOf('.') + 1);
        LinkedHashSet<String> found = new LinkedHashSet<>(near(wrong, byKey.keySet()));
        if (found.isEmpty()) {
            byKey.keySet().stream().filter(key -> key.endsWith("." + name)).forEach(found::add);
        }
        if (found.isEmpty() && wrong.indexOf('.') < 0) {
            found.addAll(near(wrong, sections));
        }
        return found.stream().limit(MOST_SUGGESTIONS).toList();
    }

    /** Known variables that a wrong one may stand for, best first; may be empty. */
    List<String> nearestVariables(String wrong) {
        return near(wrong, byVariable.keySet()).stream().limit(MOST_SUGGESTIONS).toList();
    }

    private static List<String> near(String wrong, Collection<String> known) {
        int most = Math.max(2, wrong.length() / 4);
        int best = known.stream().mapToInt(key -> distance(wrong, key)).min().orElse(most);
        Comparator<String> byDistance = Comparator.comparingInt(key -> distance(wrong, key));
        return known.stream()
                .filter(key -> distance(wrong, key) <= Math.min(most, best + 1))
                .sorted(byDistance.thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Letters to insert, remove, change or swap with a neighbour, without regard to their case. */
    static int distance(String one, String other) {
        String a = one.toLowerCase(java.util.Locale.ROOT);
        String b = other.toLowerCase(java.util.Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(a, b, d, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(String a, String b, int[][] d, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(d[i - 1][j - 1] + (same ? 0 : 1), Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
