package io.devicegateway.app.http;

/**
 * One operation of the interface.
 *
 * @param method GET, PUT, POST or DELETE
 * @param path its path; a name in braces stands for one segment
 * @param access who may call it
 * @param endpoint what answers it
 */
record Route(String method, String path, Access access, Endpoint endpoint) {
    /** Who may call an operation. */
    enum Access {
        /** Everybody. */
        OPEN,
        /** Everybody, or who shows the token, as {@link HttpSettings#probes()} says. */
        PROBE,
        /** Who shows the token. */
        TOKEN
    }

    /** Answers one operation. */
    @FunctionalInterface
    interface Endpoint {
        /**
         * Answers a request, on a virtual thread: it may block.
         *
         * @throws ProblemException for everything that the client should know
         */
        Reply answer(Call call) throws InterruptedException;
    }

    static Route get(String path, Endpoint endpoint) {
        return new Route("GET", path, Access.TOKEN, endpoint);
    }

    static Route put(String path, Endpoint endpoint) {
        return new Route("PUT", path, Access.TOKEN, endpoint);
    }

    static Route post(String path, Endpoint endpoint) {
        return new Route("POST", path, Access.TOKEN, endpoint);
    }

    static Route delete(String path, Endpoint endpoint) {
        return new Route("DELETE", path, Access.TOKEN, endpoint);
    }

    /** The same with other access. */
    Route access(Access other) {
        return new Route(method, path, other, endpoint);
    }
}
