package io.devicegateway.faults;

/** Connections that are no device's: they say nothing, or what makes no sense, and nobody else is to notice. */
final class Strangers implements SimulatedConnection.Peer {
    private static final String[] LINES = {"beat", "return 1 1", "rented 1001 ok", "inventory", "ejected 1 no", "what"};

    private final World world;
    private final SimulatedGateway gateway;

    Strangers(World world, SimulatedGateway gateway) {
        this.world = world;
        this.gateway = gateway;
        comeLater();
    }

    private void comeLater() {
        world.after(world.between(World.SECOND, 10 * World.SECOND), () -> {
            come();
            comeLater();
        });
    }

    private void come() {
        SimulatedConnection made = gateway.connect(this, "stranger", 50 * World.MILLI);
        if (made != null) {
            int lines = world.random().nextInt(3);
            for (int i = 0; i < lines; i++) {
                made.send(LINES[world.random().nextInt(LINES.length)]);
            }
            if (world.chance(0.5)) {
                made.hangUp();
            }
        }
    }

    @Override
    public void received(SimulatedConnection from, String line) {
        // It does not listen.
    }

    @Override
    public void ended(SimulatedConnection connection) {
        // It does not care.
    }

    @Override
    public void writing(String line) {
        // Nothing is sent to it that counts.
    }
}
