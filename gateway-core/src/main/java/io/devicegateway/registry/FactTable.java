package io.devicegateway.registry;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceInfo;
import io.devicegateway.api.KnownFact;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.Spliterator;

/**
 * The latest fact of each kind about one device, immutable, as the JSON text in which it is stored: facts are seldom read and
 * seldom change, so a hundred thousand devices are loaded and written without looking into them. It is a list in the order in
 * which the kinds were first heard of; facts that this version does not know are kept and not shown.
 */
final class FactTable extends AbstractList<KnownFact> {
    private final StateJson json;
    private final DeviceId device;
    private final String text;

    FactTable(StateJson json, DeviceId device, String text) {
        this.json = json;
        this.device = device;
        this.text = text;
    }

    /** The text as it is stored. */
    String text() {
        return text;
    }

    /** The same with this fact in the place of the last of its kind. */
    FactTable with(DeviceInfo info, long offset, long micros) {
        return new FactTable(json, device, json.withFact(text, info, offset, micros));
    }

    @Override
    public KnownFact get(int index) {
        return json.facts(text, device).get(index);
    }

    @Override
    public int size() {
        return json.facts(text, device).size();
    }

    @Override
    public Iterator<KnownFact> iterator() {
        return json.facts(text, device).iterator();
    }

    @Override
    public Spliterator<KnownFact> spliterator() {
        return json.facts(text, device).spliterator();
    }
}
