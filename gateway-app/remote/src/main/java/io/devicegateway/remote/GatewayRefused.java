package io.devicegateway.remote;

/** The daemon refused a request: the token is wrong, it stops, it is overloaded, or does not know what was asked for. */
public final class GatewayRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String reason;

    GatewayRefused(int status, String code, String reason, String fix) {
        super("the gateway refused (" + status + " " + code + "): " + reason + (fix.isEmpty() ? "" : "; " + fix));
        this.status = status;
        this.code = code;
        this.reason = reason;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The kind of problem, for code; see the documentation of the HTTP interface. */
    public String code() {
        return code;
    }

    /** What was wrong, in English words. */
    public String reason() {
        return reason;
    }
}
