package io.devicegateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What backends are compiled against changes only on purpose; the policy is docs/compatibility.md. After an addition, write the
 * baseline anew with {@code -Dapi.baseline=write}.
 */
class ApiBaselineTest {
    private static final Path BASELINE = Path.of("..", "docs", "api-baseline.txt");
    /** What the backend implements: an abstract method more, and its code no longer compiles. */
    private static final Pattern IMPLEMENTED = Pattern.compile("(Authority|EventHandler|GatewayPlugin) abstract .*");

    /** What changed since the baseline. */
    record Change(List<String> breaks, List<String> additions) {
        static Change between(SortedSet<String> before, SortedSet<String> now) {
            SortedSet<String> gone = new TreeSet<>(before);
            gone.removeAll(now);
            SortedSet<String> fresh = new TreeSet<>(now);
            fresh.removeAll(before);
            List<String> breaks = new java.util.ArrayList<>(gone);
            fresh.stream().filter(line -> IMPLEMENTED.matcher(line).matches()).forEach(breaks::add);
            fresh.removeIf(line -> IMPLEMENTED.matcher(line).matches());
            return new Change(breaks, List.copyOf(fresh));
        }
    }

    @Test
    void nothingThatBackendsAreCompiledAgainstIsGoneOrChanged() throws IOException {
        SortedSet<String> now = ApiSignatures.of(Path.of("target", "classes"), "io.devicegateway.api");
        assertThat(now).hasSizeGreaterThan(300);
        if ("write".equals(System.getProperty("api.baseline"))) {
            Files.write(BASELINE, now);
        }
        Change change = Change.between(new TreeSet<>(Files.readAllLines(BASELINE)), now);
        assertThat(change.breaks())
                .as("BREAKS: backends that compiled against these lines no longer do (docs/compatibility.md, 'Breaks')")
                .isEmpty();
        assertThat(change.additions())
                .as("ADDITIONS, which are welcome: say so in CHANGELOG.md and write the baseline anew with"
                        + " -Dapi.baseline=write (docs/compatibility.md, 'Additions')")
                .isEmpty();
    }

    @Test
    void breaksAreToldFromAdditions() {
        SortedSet<String> before =
                new TreeSet<>(List.of("Gateway abstract a() : int", "BankId type record(String value)"));
        SortedSet<String> now = new TreeSet<>(List.of(
                "Gateway abstract a() : int",
                "Gateway method b() : int",
                "BankId type record(String value, int check)",
                "Authority abstract audit() : void"));
        Change change = Change.between(before, now);
        assertThat(change.breaks())
                .containsExactly("BankId type record(String value)", "Authority abstract audit() : void");
        assertThat(change.additions())
                .containsExactly("BankId type record(String value, int check)", "Gateway method b() : int");
    }
}
