package io.devicegateway.chargepile;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lines as a platform writes them, typed by hand. */
final class Lines {
    static final String PILE = "3301020000000001";

    private Lines() {}

    static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    static String line(int command, Instant at, String pile, String data) {
        return "192.168.1.1,API:2.0.2," + command + "," + at.toEpochMilli() + "," + pile
                + (data.isEmpty() ? "" : "," + data);
    }

    static String line(int command, Instant at, String data) {
        return line(command, at, PILE, data);
    }

    static String start(Instant at, String pile, String order) {
        return line(101, at, pile, "1," + pile + ",1,U10001,10000,5000,0," + order);
    }

    /** One line for each command of the document, by command. */
    static Map<Integer, String> oneOfEach(Instant at, String pile) {
        Map<Integer, String> data = new LinkedHashMap<>();
        data.put(100, "");
        data.put(101, "1," + pile + ",1,U10001,10000,5000,0,20180409120000001");
        data.put(102, "1,U10001,1,1523235600,1523239200");
        data.put(103, "1");
        data.put(104, "4");
        data.put(105, "");
        data.put(106, "3,32,1,2,100,2,10000,1,admin,123456,30,192.168.1.100,34567,1,27,http://w.klc.cn/q?a=1,2&n=1,1");
        data.put(107, "30,90");
        data.put(108, "1");
        data.put(109, "2,113.584312,22.283756,12,8,ST0001,440400,2");
        data.put(110, "T001,1,2,00:00:00,12:59:59,35000,40000,13:00:00,23:59:59,120000,40000");
        data.put(111, "");
        data.put(112, "");
        data.put(113, "ftp://192.168.1.100:21,ftpuser,ftppass,1,V1.0.8,REC0001");
        data.put(114, "V1.0.9,REC0001,/data/fw/klc_v1.0.9.bin,1024");
        Map<Integer, String> lines = new LinkedHashMap<>();
        data.forEach((command, text) -> lines.put(command, line(command, at, pile, text)));
        return lines;
    }
}
