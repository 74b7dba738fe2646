package io.devicegateway.testkit;

import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import io.devicegateway.simulation.CabinetDevice;
import io.devicegateway.simulation.Fault;
import java.util.SortedMap;

/**
 * A cabinet of one protocol, with the faults that this protocol knows.
 *
 * @param <F> how it can misbehave
 */
public final class PluggedCabinet<F extends Enum<F> & Fault<?>> implements VirtualCabinet {
    private final Plug<? extends CabinetDevice<F>> plug;
    private final Class<F> faults;

    PluggedCabinet(Plug<? extends CabinetDevice<F>> plug, Class<F> faults) {
        this.plug = plug;
        this.faults = faults;
    }

    /** Misbehaves once, at its next opportunity or at once. */
    public void inject(F fault) {
        plug.act(cabinet -> cabinet.inject(fault));
    }

    /** The same by the name that the fault has in every protocol of cabinets. */
    private void inject(String fault) {
        inject(Enum.valueOf(faults, fault));
    }

    /** How often the gateway did something that the vendor's document does not allow: a fault of ours. */
    public long wrongs() {
        return plug.look(CabinetDevice::wrongs);
    }

    @Override
    public DeviceId id() {
        return plug.id();
    }

    @Override
    public SortedMap<Integer, BankId> banks() {
        return plug.look(CabinetDevice::banks);
    }

    @Override
    public void returnBank(int slot, BankId bank) {
        plug.act(cabinet -> cabinet.returnBank(slot, bank));
    }

    @Override
    public void takeOut(int slot) {
        plug.act(cabinet -> cabinet.removeBank(slot));
    }

    @Override
    public void jamSlot(int slot) {
        plug.act(cabinet -> cabinet.jam(slot, true));
    }

    @Override
    public void freeSlot(int slot) {
        plug.act(cabinet -> cabinet.jam(slot, false));
    }

    @Override
    public void unplug() {
        plug.unplug();
    }

    @Override
    public void plugIn() {
        plug.plugIn();
    }

    @Override
    public void loseNextReply() {
        inject("LOSE_REPLY");
    }

    @Override
    public void ignoreNextCommand() {
        inject("IGNORE_COMMAND");
    }

    @Override
    public void delayNextReply() {
        inject("LATE_REPLY");
    }

    @Override
    public void repeatNextReply() {
        inject("REPLY_TWICE");
    }

    @Override
    public void fallSilent() {
        inject("FALL_SILENT");
    }
}
