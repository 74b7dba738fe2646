// snippet: handler-test
package io.devicegateway.examples.rental;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.devicegateway.api.BankId;
import io.devicegateway.testkit.GatewayKit;
import io.devicegateway.testkit.VirtualCabinet;
import org.junit.jupiter.api.Test;

class ReturnHandlerTest {
    @Test
    void aReturnIsHandledOnce() {
        try (GatewayKit kit = GatewayKit.start()) {
            ReturnHandler handler = new ReturnHandler();
            kit.gateway().subscribe("billing", handler);
            VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");

            cabinet.returnBank(6, new BankId("RL1A7C000041"));
            assertEquals(1, handler.count());

            kit.gateway().consumers().rewind("billing", 0); // every event again, under the same ids
            assertEquals(1, handler.count());
        }
    }
}
// end
