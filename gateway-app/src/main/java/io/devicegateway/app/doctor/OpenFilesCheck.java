package io.devicegateway.app.doctor;

import io.devicegateway.app.text.Phrase;
import io.devicegateway.budget.Descriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the process may open as many files as connections are allowed. */
public final class OpenFilesCheck implements Check {
    private static final String NAME = "open-files";
    private static final Pattern LINE = Pattern.compile("(?m)^Max open files\\s+(\\S+)\\s+(\\S+)");

    private final Path limits;
    private final long devices;
    private final long http;

    /**
     * @param limits the file in which Linux tells the limits of a process
     * @param devices how many connections of devices are allowed
     * @param http how many connections of clients of the HTTP interface are allowed
     */
    public OpenFilesCheck(Path limits, long devices, long http) {
        this.limits = limits;
        this.devices = devices;
        this.http = http;
    }

    @Override
    public List<Finding> findings() {
        String text;
        try {
            text = Files.readString(limits);
        } catch (IOException e) {
            return List.of(Finding.ok(NAME, Phrase.of("doctor.files.unknown")));
        }
        Matcher matcher = LINE.matcher(text);
        if (!matcher.find()) {
            return List.of(Finding.ok(NAME, Phrase.of("doctor.files.unknown")));
        }
        // The JVM raises its own limit to the hard one when it starts.
        String most = matcher.group(2);
        long needed = Descriptors.needed(devices, http);
        boolean enough = most.equals("unlimited") || Long.parseLong(most) >= needed;
        return List.of(
                enough
                        ? Finding.ok(NAME, Phrase.of("doctor.files.ok", most, needed))
                        : Finding.warning(
                                NAME,
                                Phrase.of("doctor.files.few", most, devices + http, needed),
                                Phrase.of("doctor.files.fix", needed)));
    }
}
