package io.devicegateway.app.cli;

import io.devicegateway.app.client.EventText;
import io.devicegateway.app.text.Messages;
import io.devicegateway.app.text.TextTable;
import java.time.ZoneId;
import tools.jackson.databind.JsonNode;

/** Devices as text for people. */
final class DeviceText {
    private final Terminal terminal;
    private final Messages messages;
    private final EventText text;

    DeviceText(Terminal terminal) {
        this.terminal = terminal;
        this.messages = terminal.messages();
        this.text = new EventText(messages, ZoneId.systemDefault());
    }

    /** One line a device. */
    void table(JsonNode devices) {
        TextTable table = new TextTable(
                messages.say("devices.device"),
                messages.say("devices.presence"),
                messages.say("devices.reason"),
                messages.say("devices.heard"),
                ">" + messages.say("devices.epoch"),
                messages.say("devices.slots"),
                messages.say("devices.labels"));
        for (JsonNode device : devices) {
            table.row(
                    device.path("id").asString(""),
                    presence(device),
                    reason(device),
                    text.time(device.path("lastHeard").asString("")),
                    device.path("epoch").asString(""),
                    slots(device.path("slots")),
                    text.fields(device.path("labels")));
        }
        table.lines().forEach(terminal::say);
    }

    private String presence(JsonNode device) {
        String state = messages.word("presence", device.path("presence").asString("?"));
        boolean enabled = device.path("enabled").asBoolean(true);
        return enabled ? state : state + messages.say("devices.disabled.mark");
    }

    private String reason(JsonNode device) {
        return messages.word("reason", device.path("presenceReason").asString(""));
    }

    private String slots(JsonNode slots) {
        long banks = 0;
        for (JsonNode slot : slots) {
            if (slot.path("content").asString("").endsWith("BANK")) {
                banks++;
            }
        }
        return slots.isEmpty() ? "-" : messages.say("devices.slots.count", banks, slots.size());
    }

    /** Everything about one device. */
    void details(JsonNode device) {
        terminal.say(device.path("id").asString(""));
        line("devices.presence", presence(device) + ", " + reason(device));
        line("devices.detail", device.path("presenceDetail").asString(""));
        line("devices.disabled", device.path("disabledReason").asString(""));
        line("devices.heard", text.time(device.path("lastHeard").asString("")));
        line("devices.remote", device.path("remote").asString(""));
        line("devices.epoch", device.path("epoch").asString(""));
        line("devices.labels", text.fields(device.path("labels")));
        facts(device.path("facts"));
        slotTable(device.path("slots"));
    }

    private void line(String key, String value) {
        if (!value.isEmpty()) {
            terminal.say("  " + messages.say(key) + ": " + value);
        }
    }

    private void facts(JsonNode facts) {
        for (JsonNode fact : facts) {
            terminal.say("  " + messages.word("event", fact.path("type").asString("")) + ": "
                    + text.fields(fact.path("data")) + "  ("
                    + text.time(fact.path("at").asString("")) + ", #"
                    + fact.path("offset").asString("") + ")");
        }
    }

    private void slotTable(JsonNode slots) {
        if (slots.isEmpty()) {
            return;
        }
        TextTable table = new TextTable(
                ">" + messages.say("devices.slot"),
                messages.say("devices.content"),
                messages.say("devices.bank"),
                ">" + messages.say("devices.charge"),
                messages.say("devices.since"),
                ">" + messages.say("devices.event"));
        for (JsonNode slot : slots) {
            String charge = slot.path("chargePercent").asString("");
            table.row(
                    slot.path("slot").asString(""),
                    messages.word("content", slot.path("content").asString("")),
                    slot.path("bank").asString(""),
                    charge.isEmpty() ? "" : charge + "%",
                    text.time(slot.path("at").asString("")),
                    "#" + slot.path("offset").asString(""));
        }
        table.lines().forEach(line -> terminal.say("  " + line));
    }
}
