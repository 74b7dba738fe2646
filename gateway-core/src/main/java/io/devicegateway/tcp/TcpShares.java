package io.devicegateway.tcp;

import io.devicegateway.budget.ByteBudget;
import io.devicegateway.budget.Descriptors;
import io.devicegateway.budget.HeapPlan;
import io.devicegateway.budget.SourceLines;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.supervision.Supervision;
import java.util.function.LongSupplier;

/**
 * What all TCP listeners of a process share with the rest of it.
 *
 * @param ticker nanoseconds of a monotonic clock
 * @param bytes that may be held of what comes in and goes out, of the whole process
 * @param messages the share of those for whole messages that are not yet dealt with
 * @param strangers the share of those for connections that have not said who they are
 * @param connections most that may be open, of all listeners together, 1 or more
 * @param connectionsBecause why not more, in English words
 * @param lines which lines about strangers reach the log
 */
public record TcpShares(
        Metrics metrics,
        LongSupplier ticker,
        ByteBudget bytes,
        ByteBudget messages,
        long strangers,
        int connections,
        String connectionsBecause,
        SourceLines lines,
        Supervision supervision) {
    /**
     * As much as the heap and the descriptors of this process allow.
     *
     * @param bytes the budget of the process, made after the same plan
     */
    public static TcpShares of(
            HeapPlan plan,
            Descriptors descriptors,
            ByteBudget bytes,
            SourceLines lines,
            Supervision supervision,
            Metrics metrics,
            LongSupplier ticker) {
        int byHeap = plan.connections();
        int byDescriptors = descriptors.forDevices();
        return new TcpShares(
                metrics,
                ticker,
                bytes,
                bytes.share("messages", plan.messages()),
                plan.strangers(),
                Math.min(byHeap, byDescriptors),
                byDescriptors < byHeap
                        ? "the process may open " + descriptors.limit()
                                + " files (raise LimitNOFILE of the unit, or ulimit -n)"
                        : "the heap has " + (plan.heap() >> 20) + " MiB (raise -Xmx)",
                lines,
                supervision);
    }

    /** As much as this process allows, with a budget and a supervision of its own. */
    public static TcpShares ofProcess(Metrics metrics, LongSupplier ticker) {
        HeapPlan plan = HeapPlan.ofProcess();
        return of(
                plan,
                Descriptors.ofProcess(),
                ByteBudget.of(plan.bytes(), metrics),
                new SourceLines(ticker),
                new Supervision(metrics, ticker),
                metrics,
                ticker);
    }
}
