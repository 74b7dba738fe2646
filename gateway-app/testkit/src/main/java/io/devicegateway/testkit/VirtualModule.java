package io.devicegateway.testkit;

import io.devicegateway.api.DeviceId;
import io.devicegateway.pressure.PressureFault;
import io.devicegateway.pressure.PressureModule;

/**
 * A pressure module made of code, and what can happen to it. What is done to it here has had its consequences when the call
 * returns, as far as they need no time.
 */
public final class VirtualModule {
    private final Plug<PressureModule> plug;

    VirtualModule(Plug<PressureModule> plug) {
        this.plug = plug;
    }

    /** Which device it is. */
    public DeviceId id() {
        return plug.id();
    }

    /**
     * It measures a group of its sensors now, and reports that.
     *
     * @param group number of the group
     */
    public void measure(int group) {
        plug.act(module -> module.push(group));
    }

    /**
     * A line to its sensors breaks.
     *
     * @param line number of the line
     */
    public void breakLine(int line) {
        plug.act(module -> module.lineFailure(line));
    }

    /** Misbehaves once. */
    public void inject(PressureFault fault) {
        plug.act(module -> module.inject(fault));
    }

    /** The next command is carried out and its reply is lost. */
    public void loseNextReply() {
        inject(PressureFault.LOSE_REPLY);
    }

    /** The next command is neither carried out nor answered. */
    public void ignoreNextCommand() {
        inject(PressureFault.IGNORE_COMMAND);
    }

    /** The next command that can be refused is. */
    public void refuseNextCommand() {
        inject(PressureFault.REFUSE_COMMAND);
    }

    /** It says and hears nothing any more, with the connection open, until someone switches it off and on after some minutes. */
    public void fallSilent() {
        inject(PressureFault.FALL_SILENT);
    }

    /** Someone pulls the plug: it is offline until it is plugged in again. */
    public void unplug() {
        plug.unplug();
    }

    /** Someone plugs it in again: it connects at once. */
    public void plugIn() {
        plug.plugIn();
    }

    /** How often the gateway did something that the vendor's document does not allow: a fault of ours. */
    public long wrongs() {
        return plug.look(PressureModule::wrongs);
    }
}
