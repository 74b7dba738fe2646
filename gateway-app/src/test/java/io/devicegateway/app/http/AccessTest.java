package io.devicegateway.app.http;

import static io.devicegateway.app.http.ApiFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.app.http.HttpSettings.ProbeAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTest {
    private static final List<String> PROBES = List.of("/health/live", "/health/ready", "/metrics");

    @TempDir
    private Path data;

    private ApiFixture api;

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void everyOperationUnderApiNeedsTheToken() throws IOException {
        api = ApiFixture.start(data);
        api.register();
        for (Route route : api.api.routes()) {
            if (route.path().startsWith("/api/")) {
                String path = route.path().replace("{id}", DEVICE.toString()).replaceAll("\\{\\w+}", "1");
                ApiFixture.Answer answer = api.send(api.open(path).method(route.method(), body()));

                answer.problem(401, "unauthorized");
                assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"device-gateway\"");
            }
        }
        assertThat(api.gateway.sent).isEmpty();
        assertThat(api.registry.find(DEVICE)).isPresent();
    }

    @Test
    void saysNothingOfPathsToWhoHasNoToken() throws IOException {
        api = ApiFixture.start(data);

        api.send(api.open("/api/v1/nothing")).problem(401, "unauthorized");
        api.send(api.open("/api/v1/devices").method("PATCH", body())).problem(401, "unauthorized");
        api.get("/api/v1/nothing").problem(404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/../api/v1/devices",
                "//api/v1/devices",
                "/api//v1/devices",
                "/api/v1/devices/",
                "/API/v1/devices",
                "/%61pi/v1/devices",
                "/health/../api/v1/devices",
                "/api/v1/devices;x=1"
            })
    void noSpellingOfAPathGoesRoundTheToken(String path) throws IOException {
        api = ApiFixture.start(data);
        api.register();

        String answer =
                RawHttp.exchange(api, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).containsPattern("^HTTP/1.1 40[014] ").doesNotContain(DEVICE.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "Basic dXNlcjpwYXNz", "token", "Bearer"})
    void refusesWhatIsNoToken(String authorization) throws IOException {
        api = ApiFixture.start(data);

        api.send(api.open("/api/v1/devices").header("Authorization", authorization))
                .problem(401, "unauthorized");
    }

    @Test
    void tellsAWrongTokenFromNone() throws IOException {
        api = ApiFixture.start(data);

        ApiFixture.Answer answer = api.send(api.open("/api/v1/devices").header("Authorization", "Bearer wrong"));

        answer.problem(401, "token-wrong");
        assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
    }

    @Test
    void takesTheSchemeInAnyCase() throws IOException {
        api = ApiFixture.start(data);

        assertThat(api.send(api.open("/api/v1/devices").header("Authorization", "bearer " + api.token.value()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void probesAreOpenOnLoopback() throws IOException {
        api = ApiFixture.start(data);
        for (String path : PROBES) {
            assertThat(api.send(api.open(path)).status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void probesNeedTheTokenWhereThatIsSet() throws IOException {
        api = ApiFixture.start(data, settings -> settings.probes(ProbeAccess.TOKEN));
        for (String path : PROBES) {
            api.send(api.open(path)).problem(401, "unauthorized");
            assertThat(api.get(path).status()).as(path).isEqualTo(200);
        }
        assertThat(api.send(api.open("/openapi.yaml")).status()).isEqualTo(200);
    }

    @Test
    void probesNeedTheTokenByDefaultWhereOthersReachThePort() throws IOException {
        api = ApiFixture.start(data);

        assertThat(HttpSettings.of(InetAddress.getByAddress(new byte[4]), 0).probes())
                .isEqualTo(ProbeAccess.TOKEN);
        assertThat(HttpSettings.of(InetAddress.getLoopbackAddress(), 0).probes())
                .isEqualTo(ProbeAccess.OPEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example"})
    void refusesANameThatAPageMayHavePointedHere(String host) throws IOException {
        api = ApiFixture.start(data);

        assertThat(live(host, "")).startsWith("HTTP/1.1 421 ").contains("\"code\":\"host-not-allowed\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "127.0.0.1",
                "192.0.2.7:8080",
                "[::1]",
                "[2001:db8::1]:8080",
                "gateway.internal",
                "Gateway.Internal:8080"
            })
    void takesNamesThatNobodyElseCanPointHere(String host) throws IOException {
        api = ApiFixture.start(data, settings -> settings.named(Set.of("gateway.internal")));

        assertThat(live(host, "")).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://localhost", "http://localhost:1", "file://"})
    void refusesPagesOfOtherSites(String origin) throws IOException {
        api = ApiFixture.start(data);

        assertThat(live("localhost:8080", "Origin: " + origin + "\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("\"code\":\"origin-not-allowed\"")
                .doesNotContainIgnoringCase("access-control-allow");
    }

    @Test
    void takesItsOwnPages() throws IOException {
        api = ApiFixture.start(data);

        assertThat(live("localhost:8080", "Origin: http://localhost:8080\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(live("localhost:8080", "Origin: https://LOCALHOST:8080\r\n")).startsWith("HTTP/1.1 200 ");
    }

    private String live(String host, String more) throws IOException {
        return RawHttp.exchange(
                api, "GET /health/live HTTP/1.1\r\nHost: " + host + "\r\n" + more + "Connection: close\r\n\r\n");
    }

    private static java.net.http.HttpRequest.BodyPublisher body() {
        return java.net.http.HttpRequest.BodyPublishers.ofString("{}");
    }
}
