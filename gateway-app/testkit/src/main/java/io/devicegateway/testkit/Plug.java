package io.devicegateway.testkit;

import io.devicegateway.api.DeviceId;
import io.devicegateway.simulation.PluggedDevice;
import io.devicegateway.simulation.VirtualDevice;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A virtual device that is connected to the kit's gateway, and connects again whenever its connection ends. What is done to it
 * here has had its consequences when the call returns, as far as they need no time.
 *
 * @param <D> the device
 */
public final class Plug<D extends VirtualDevice> {
    private final D device;
    private final PluggedDevice connection;
    private final KitLoop loop;

    Plug(D device, PluggedDevice connection, KitLoop loop) {
        this.device = device;
        this.connection = connection;
        this.loop = loop;
    }

    /** Which device it is. */
    public DeviceId id() {
        return device.id();
    }

    /** Does something to the device. */
    public void act(Consumer<? super D> deed) {
        loop.wakeDevices();
        deed.accept(device);
        loop.settle();
    }

    /** Asks the device something, or does something to it that has an answer. */
    public <T> T ask(Function<? super D, T> question) {
        loop.wakeDevices();
        T answer = question.apply(device);
        loop.settle();
        return answer;
    }

    /** Looks at the device and leaves everything as it is. */
    <T> T look(Function<? super D, T> question) {
        loop.settle();
        return question.apply(device);
    }

    /** Someone pulls the plug: it is offline until it is plugged in again. */
    public void unplug() {
        loop.wakeDevices();
        connection.pull();
        loop.settle();
    }

    /** Someone plugs it in again: it connects at once. */
    public void plugIn() {
        loop.wakeDevices();
        connection.connect();
        loop.settle();
    }
}
