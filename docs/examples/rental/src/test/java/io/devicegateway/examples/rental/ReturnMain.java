// snippet: main
package io.devicegateway.examples.rental;

import io.devicegateway.remote.RemoteGateway;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

public final class ReturnMain {
    public static void main(String[] arguments) throws Exception {
        String token = Files.readString(Path.of(arguments[0]));
        try (RemoteGateway gateway = RemoteGateway.connect(URI.create("http://127.0.0.1:8080"), token)) {
            gateway.check(); // ends here, and says what to do, if there is no gateway or it refuses the token
            gateway.subscribe("billing", new ReturnHandler());
            Thread.currentThread().join(); // until the process is ended
        }
    }
}
// end
