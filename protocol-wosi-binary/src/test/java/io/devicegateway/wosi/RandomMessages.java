package io.devicegateway.wosi;

import io.devicegateway.wosi.WosiUplink.InventoryReply.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages with random values that the document allows. */
final class RandomMessages {
    private final Random random;

    RandomMessages(long seed) {
        random = new Random(seed);
    }

    WosiDownlink downlink() {
        return switch (random.nextInt(14)) {
            case 0 -> new WosiDownlink.LoginAnswer(random.nextInt(), random.nextInt(3));
            case 1 -> new WosiDownlink.VersionQuery();
            case 2 -> new WosiDownlink.SetServer(text(1, 255), port(), random.nextInt(1, 256));
            case 3 -> new WosiDownlink.InventoryQuery();
            case 4 -> new WosiDownlink.Rent(random.nextInt(1, 256));
            case 5 -> new WosiDownlink.ReturnAnswer(random.nextInt(), random.nextInt(256), random.nextInt(6));
            case 6 -> new WosiDownlink.Restart();
            case 7 -> new WosiDownlink.Upgrade(text(1, 255), port(), text(1, 255), text(0, 255), text(0, 255));
            case 8 -> new WosiDownlink.SimCardQuery();
            case 9 -> new WosiDownlink.ServerQuery();
            case 10 -> new WosiDownlink.Eject(random.nextInt(1, 256));
            case 11 -> new WosiDownlink.VolumeQuery();
            case 12 -> new WosiDownlink.SetVolume(random.nextInt(16));
            default -> new WosiDownlink.NetworkQuery(random.nextBoolean());
        };
    }

    WosiUplink uplink() {
        return switch (random.nextInt(14)) {
            case 0 -> new WosiUplink.Login(random.nextInt(), random.nextInt(), random.nextInt(0x10000), text(1, 32));
            case 1 -> new WosiUplink.VersionReply(text(0, 40));
            case 2 -> new WosiUplink.SetServerReply();
            case 3 -> inventory();
            case 4 -> new WosiUplink.RentReply(random.nextInt(256), random.nextInt(2), random.nextLong());
            case 5 -> new WosiUplink.ReturnReport(random.nextInt(), random.nextInt(256), random.nextLong());
            case 6 -> new WosiUplink.RestartReply();
            case 7 -> new WosiUplink.UpgradeReply();
            case 8 -> new WosiUplink.SimCardReply(text(0, 20));
            case 9 -> new WosiUplink.ServerReply(text(0, 255), text(0, 6), random.nextInt(1, 256));
            case 10 -> new WosiUplink.EjectReply(random.nextInt(256), random.nextInt(2), random.nextLong());
            case 11 -> new WosiUplink.VolumeReply(random.nextInt(16));
            case 12 -> new WosiUplink.SetVolumeReply(random.nextInt(2));
            default ->
                new WosiUplink.NetworkReply(
                        random.nextBoolean(),
                        random.nextInt(32),
                        random.nextInt(100),
                        List.of(2, 3, 5, 7).get(random.nextInt(4)));
        };
    }

    private WosiUplink inventory() {
        int count = random.nextInt(49);
        List<Item> items = new ArrayList<>();
        for (int slot = 1; slot <= count; slot++) {
            items.add(new Item(slot, random.nextLong(), random.nextInt(5)));
        }
        return new WosiUplink.InventoryReply(count, items, true);
    }

    private String port() {
        return Integer.toString(random.nextInt(1, 65_536));
    }

    /** Printable ASCII that neither begins nor ends with a blank, nor with the characters that stand for a NUL. */
    private String text(int least, int most) {
        int length = random.nextInt(least, most + 1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            boolean edge = i == 0 || i == length - 1;
            char c = (char) random.nextInt(edge ? '!' : ' ', '\u007f');
            text.append(c == '\\' ? '/' : c);
        }
        return text.toString();
    }
}
