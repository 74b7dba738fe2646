package io.devicegateway.faults;

import io.devicegateway.api.Admission;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Question;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.registry.Arbiter;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** A backend that is asked: it answers at once, late, never, wrongly, or throws. */
final class SimulatedAuthority implements Arbiter {
    private final World world;
    private final SimulatedProcess process;
    private final Set<DeviceId> welcome;
    private final DoubleSupplier trouble;

    /**
     * @param welcome are never denied
     * @param trouble how often it does not simply answer, 0 to 1
     */
    SimulatedAuthority(World world, SimulatedProcess process, Set<DeviceId> welcome, DoubleSupplier trouble) {
        this.world = world;
        this.process = process;
        this.welcome = welcome;
        this.trouble = trouble;
    }

    @Override
    public CompletionStage<Admission> admit(Question.Login question) {
        boolean denied = !welcome.contains(question.device()) && world.chance(trouble.getAsDouble() / 10);
        return answer(() -> denied ? new Admission.Denied("as simulated") : new Admission.Admitted());
    }

    @Override
    public CompletionStage<Boolean> owns(Question.Ownership question) {
        return answer(() -> true);
    }

    @Override
    public CompletionStage<ReturnVerdict> judgeReturn(Question.Return question) {
        boolean rejected = isRejected(question.bank().value());
        return answer(() -> rejected ? ReturnVerdict.ILLEGAL_BANK : ReturnVerdict.ACCEPTED);
    }

    /** Whether it rejects that bank whenever it is asked. */
    static boolean isRejected(String bank) {
        return Math.floorMod(bank.hashCode(), 11) == 0;
    }

    private <A> CompletionStage<A> answer(Supplier<A> answer) {
        if (!world.chance(trouble.getAsDouble())) {
            return CompletableFuture.completedFuture(answer.get());
        }
        CompletableFuture<A> later = new CompletableFuture<>();
        SimulatedThread asked = process.thread("authority");
        switch (world.random().nextInt(6)) {
            case 0 -> throw new IllegalStateException("the simulated authority throws");
            case 1 -> later.completeExceptionally(new IllegalStateException("the simulated authority fails"));
            case 2 -> later.complete(null);
            case 3 -> { // it never answers
            }
            case 4 ->
                world.after(
                        world.between(0, 3 * World.SECOND), () -> asked.execute(() -> later.complete(answer.get())));
            default ->
                world.after(
                        world.between(0, 200 * World.MILLI), () -> asked.execute(() -> later.complete(answer.get())));
        }
        return later;
    }
}
