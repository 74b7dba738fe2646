package io.devicegateway.wosi;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.ModelIdentified;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WosiSerialNumberTest {
    /** 004 section 4.4. */
    @Test
    void theDocumentsExampleIsReadInItsParts() {
        DeviceId device = new DeviceId("wosi", "WSTD081565222888");
        assertThat(WosiSerialNumber.parse("WSTD081565222888").orElseThrow().identify(device))
                .isEqualTo(new ModelIdentified(device, "WS", "TD", "08", "1565222888", "all-in-one cabinet, 8 slots"));
    }

    @ParameterizedTest
    @CsvSource({
        "WSTD061565222888, 'all-in-one cabinet, 6 slots', 6",
        "WSTD121565222888, 'all-in-one cabinet, 12 slots', 12",
        "WSTD161565222888, 'modular cabinet, 4, 8, 12 or 16 slots', 16",
        "WSTD241565222888, 'advertising cabinet, 24 slots', 24",
        "WSTD481565222888, 'advertising cabinet, 48 slots', 48",
        "RL3H082007680121, 'all-in-one cabinet, 8 slots', 8"
    })
    void theModelsOfTheDocumentAreDescribed(String boxId, String description, int mostSlots) {
        WosiSerialNumber number = WosiSerialNumber.parse(boxId).orElseThrow();
        assertThat(number.description()).isEqualTo(description);
        assertThat(number.mostSlots()).isEqualTo(mostSlots);
    }

    @Test
    void anUnlistedModelIsReadAndNotDescribed() {
        WosiSerialNumber number = WosiSerialNumber.parse("RL1A031712000015").orElseThrow();
        assertThat(number).isEqualTo(new WosiSerialNumber("RL", "1A", "03", "1712000015"));
        assertThat(number.description()).isNull();
        assertThat(number.mostSlots()).isEqualTo(48);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "WSTD08156522288",
                "WSTD0815652228888",
                "wstd081565222888",
                "WSTDX81565222888",
                "WS D081565222888"
            })
    void anotherFormIsNotGuessedAt(String boxId) {
        assertThat(WosiSerialNumber.parse(boxId)).isEmpty();
    }
}
