package io.devicegateway.session;

import io.devicegateway.protocol.DecodeListener;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection sent that deviates from its document. All are counted; each kind is told in the log once a connection, and of
 * one source once a minute.
 */
final class Deviations implements DecodeListener {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSession.class);
    private static final int MOST_KINDS_TOLD = 32;
    private static final byte[] NO_BYTES = {};

    private final DeviceSession<?> session;
    private final ProtocolMeters meters;
    private Set<String> told = Set.of();

    Deviations(DeviceSession<?> session, ProtocolMeters meters) {
        this.session = session;
        this.meters = meters;
    }

    @Override
    public void anomaly(String kind, int offset, Label detail) {
        anomaly(kind, detail.en(), NO_BYTES);
    }

    /** It was accepted all the same. */
    void anomaly(String kind, String detail, byte[] bytes) {
        meters.anomaly(kind);
        tell(kind, detail, bytes);
    }

    /** It was passed over. */
    void malformed(String kind, String detail, byte[] frame) {
        meters.malformed(kind);
        tell(kind, detail, frame);
    }

    private void tell(String kind, String detail, byte[] bytes) {
        if (told.isEmpty()) {
            told = new HashSet<>(2);
        }
        if (told.size() < MOST_KINDS_TOLD && told.add(kind)) {
            long times = session.core().sessions().lines().claim(source(), kind);
            if (times > 0) {
                String more = times == 1 ? "" : " (" + times + " such from there since the last line)";
                LOG.warn(
                        "{} {}: {}: {} {}{}",
                        session.label(),
                        session.link().remote(),
                        kind,
                        detail,
                        Hex.start(bytes),
                        more);
            }
        }
    }

    /** The device; of a stranger the host, whatever its port. */
    private String source() {
        if (session.epoch() != 0) {
            return session.label();
        }
        String remote = session.link().remote();
        int colon = remote.lastIndexOf(':');
        return colon < 0 ? remote : remote.substring(0, colon);
    }
}
