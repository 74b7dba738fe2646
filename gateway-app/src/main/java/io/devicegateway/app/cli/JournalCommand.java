package io.devicegateway.app.cli;

import io.devicegateway.api.EventRecord;
import io.devicegateway.app.client.EventText;
import io.devicegateway.app.config.ConfigRefused;
import io.devicegateway.app.config.Quantity;
import io.devicegateway.app.http.CloudEvents;
import io.devicegateway.app.text.Messages;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.app.text.TextTable;
import io.devicegateway.embedded.SeenOffset;
import io.devicegateway.journal.Damage;
import io.devicegateway.journal.EventTail;
import io.devicegateway.journal.JournalCheck;
import io.devicegateway.journal.JournalRepair;
import io.devicegateway.journal.JournalReport;
import io.devicegateway.journal.JournalReport.SegmentReport;
import io.devicegateway.journal.JournalWarning.LostEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code gateway journal}: looks into the journal on the disk, whether or not the daemon runs. */
final class JournalCommand {
    private JournalCommand() {}

    /** The command that holds the others. */
    @Command(
            name = "journal",
            description = "Looks into the journal on the disk, whether or not the daemon runs.",
            synopsisSubcommandLabel = "COMMAND")
    static final class Group {}

    /** Where the journal is. */
    static final class Place {
        @Mixin
        private ConfigOptions config = new ConfigOptions();

        @Option(
                names = "--dir",
                paramLabel = "DIR",
                description = "Folder of the journal. Otherwise the folder journal of the data directory.")
        private @Nullable Path directory;

        Path directory(Terminal terminal) throws ConfigRefused, Complaint {
            Path found = directory != null
                    ? directory
                    : config.load(terminal).config().data().resolve("journal");
            if (!Files.isDirectory(found)) {
                throw new Complaint(
                        ExitCode.PROBLEM, Phrase.of("journal.absent", found), Phrase.of("journal.absent.fix"));
            }
            return found;
        }
    }

    private static void repair(Path directory, Consumer<Phrase> said) throws IOException {
        List<String> done = JournalRepair.run(directory, Clock.systemUTC());
        done.forEach(line -> said.accept(Phrase.of("text", line)));
        if (done.isEmpty()) {
            said.accept(Phrase.of("journal.repair.nothing"));
        }
    }

    /** Prints events. */
    private record Printer(Terminal terminal, boolean json) {
        void print(EventRecord event) {
            terminal.say(
                    json
                            ? JsonText.line(CloudEvents.envelope(event))
                            : new EventText(terminal.messages(), ZoneId.systemDefault())
                                    .line(CloudEvents.envelope(event)));
        }

        void damaged(Damage damage) {
            terminal.note(Phrase.of("journal.damaged", damage));
        }
    }

    @Command(
            name = "check",
            description = {
                "Reads the whole journal and says whether it is sound. Exit code 0 or 1.",
                "",
                "Torn bytes at the end are no damage: they were never acknowledged, and are cut off at the next start."
            },
            footer = {
                "",
                "Examples:",
                "  gateway journal check",
                "  gateway journal check --data /var/lib/device-gateway"
            })
    static final class Check implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private Place place = new Place();

        @Option(names = "--json", description = "Prints JSON.")
        private boolean json;

        @Option(
                names = "--repair",
                description = "First does what 'gateway journal repair' does. Only on a gateway that is stopped.")
        private boolean repair;

        Check(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ConfigRefused, Complaint, IOException {
            Path directory = place.directory(terminal);
            if (repair) {
                repair(directory, terminal::note);
            }
            Path data = directory.toAbsolutePath().normalize().getParent();
            long seen = data == null ? 0 : SeenOffset.in(data);
            JournalReport report = JournalCheck.verify(directory, seen);
            if (json) {
                print(report);
            } else {
                say(report);
            }
            return report.sound() ? ExitCode.OK : ExitCode.PROBLEM;
        }

        private void say(JournalReport report) {
            Messages messages = terminal.messages();
            TextTable table = new TextTable(
                    messages.say("journal.segment"),
                    ">" + messages.say("journal.first"),
                    ">" + messages.say("journal.last"),
                    ">" + messages.say("journal.records"),
                    ">" + messages.say("journal.size"),
                    messages.say("journal.from"),
                    messages.say("journal.to"),
                    messages.say("journal.state"));
            for (SegmentReport segment : report.segments()) {
                table.row(
                        segment.name(),
                        Long.toString(segment.firstOffset()),
                        Long.toString(segment.lastOffset()),
                        Long.toString(segment.records()),
                        Quantity.approximate(segment.fileBytes()),
                        time(segment.firstTimeMillis()),
                        time(segment.lastTimeMillis()),
                        messages.say(segment.sound() ? "journal.sound" : "journal.unsound"));
            }
            table.lines().forEach(terminal::say);
            for (SegmentReport segment : report.segments()) {
                segment.damages().forEach(damage -> terminal.say(Phrase.of("journal.damaged", damage)));
                if (segment.unreadable() != null) {
                    terminal.say(Phrase.of("journal.unreadable", segment.name(), segment.unreadable()));
                }
                if (segment.tailBytes() > 0) {
                    terminal.say(Phrase.of("journal.torn", segment.name(), segment.tailBytes()));
                }
            }
            LostEnd lost = report.lostEnd();
            if (lost != null) {
                terminal.say(Phrase.of("journal.lostEnd", lost.first(), lost.last()));
            }
            terminal.say(
                    report.sound()
                            ? Phrase.of("journal.ok", report.records())
                            : Phrase.of("journal.bad", report.records(), report.lostOffsets()));
        }

        private String time(long millis) {
            String instant = millis == 0 ? "" : Instant.ofEpochMilli(millis).toString();
            return new EventText(terminal.messages(), ZoneId.systemDefault()).time(instant);
        }

        private void print(JournalReport report) {
            ObjectNode node = JsonNodeFactory.instance
                    .objectNode()
                    .put("sound", report.sound())
                    .put("records", report.records())
                    .put("lostOffsets", report.lostOffsets());
            LostEnd lost = report.lostEnd();
            if (lost != null) {
                node.putObject("lostEnd").put("first", lost.first()).put("last", lost.last());
            }
            ArrayNode segments = node.putArray("segments");
            for (SegmentReport segment : report.segments()) {
                ObjectNode one = segments.addObject()
                        .put("name", segment.name())
                        .put("bytes", segment.fileBytes())
                        .put("firstOffset", segment.firstOffset())
                        .put("lastOffset", segment.lastOffset())
                        .put("records", segment.records())
                        .put("tornBytes", segment.tailBytes())
                        .put("unreadable", segment.unreadable());
                ArrayNode damages = one.putArray("damages");
                segment.damages().forEach(damage -> damages.add(damage.toString()));
            }
            terminal.sayDocument(JsonText.pretty(node));
        }
    }

    @Command(
            name = "cat",
            description = "Prints the events in the journal, oldest first.",
            footer = {
                "",
                "Examples:",
                "  gateway journal cat",
                "  gateway journal cat --after 1200 --limit 50",
                "  gateway journal cat --device wosi:WSTD081565222888 --json"
            })
    static final class Cat implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private Place place = new Place();

        @Option(names = "--after", paramLabel = "OFFSET", description = "Only events above this offset.")
        private long after;

        @Option(names = "--limit", paramLabel = "N", description = "At most so many events.")
        private long limit = Long.MAX_VALUE;

        @Option(names = "--device", paramLabel = "DEVICE", description = "Only events of this device.")
        private @Nullable String device;

        @Option(names = "--json", description = "Prints one JSON document (CloudEvents 1.0) a line.")
        private boolean json;

        Cat(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ConfigRefused, Complaint, IOException {
            if (limit < 1 || after < 0) {
                throw new Complaint(ExitCode.USAGE, Phrase.of("events.range"), null);
            }
            Printer printer = new Printer(terminal, json);
            long printed = 0;
            long unreadable;
            try (EventTail tail = EventTail.open(place.directory(terminal), after + 1, printer::damaged)) {
                EventRecord event = tail.poll();
                while (event != null && printed < limit) {
                    if (device == null || device.equals(event.device().toString())) {
                        printer.print(event);
                        printed++;
                    }
                    event = terminal.out().checkError() ? null : tail.poll();
                }
                unreadable = tail.unreadable();
            }
            if (unreadable > 0) {
                terminal.note(Phrase.of("journal.newer", unreadable));
            }
            return unreadable > 0 ? ExitCode.PROBLEM : ExitCode.OK;
        }
    }

    @Command(
            name = "tail",
            description = "Prints the last events in the journal; with --follow also those to come, until Ctrl-C.",
            footer = {"", "Examples:", "  gateway journal tail", "  gateway journal tail -n 100 --follow"})
    static final class Tail implements Callable<Integer> {
        private static final long LOOK_EVERY_MILLIS = 200;

        private final Terminal terminal;

        @Mixin
        private Place place = new Place();

        @Option(names = "-n", paramLabel = "N", description = "How many. Default: ${DEFAULT-VALUE}.")
        private int count = 10;

        @Option(
                names = {"-f", "--follow"},
                description = "Goes on with events as they are written.")
        private boolean follow;

        @Option(names = "--json", description = "Prints one JSON document (CloudEvents 1.0) a line.")
        private boolean json;

        Tail(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ConfigRefused, Complaint, IOException, InterruptedException {
            if (count < 1 || count > 1_000_000) {
                throw new Complaint(ExitCode.USAGE, Phrase.of("journal.count", count), null);
            }
            Path directory = place.directory(terminal);
            Printer printer = new Printer(terminal, json);
            List<EventRecord> last = EventTail.last(directory, count, printer::damaged);
            last.forEach(printer::print);
            if (follow) {
                long from = last.isEmpty() ? 1 : last.get(last.size() - 1).offset() + 1;
                follow(directory, from, printer);
            }
            return ExitCode.OK;
        }

        private void follow(Path directory, long from, Printer printer) throws IOException, InterruptedException {
            try (EventTail tail = EventTail.open(directory, from, printer::damaged)) {
                while (!terminal.out().checkError()) {
                    EventRecord event = tail.poll();
                    if (event != null) {
                        printer.print(event);
                    } else {
                        terminal.out().flush();
                        Thread.sleep(LOOK_EVERY_MILLIS);
                    }
                }
            }
        }
    }

    @Command(
            name = "repair",
            description = {
                "Puts right what can be put right in a journal that no daemon uses: closes a torn end, writes damaged headers and"
                        + " indexes again.",
                "",
                "The daemon does the same at start where it can. No valid event is touched, and nothing that is lost is made to"
                        + " look as if it had never been."
            },
            footer = {"", "Example:", "  gateway journal repair --data /var/lib/device-gateway"})
    static final class Repair implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private Place place = new Place();

        Repair(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ConfigRefused, Complaint, IOException {
            repair(place.directory(terminal), terminal::say);
            return ExitCode.OK;
        }
    }
}
