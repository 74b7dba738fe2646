package io.devicegateway.registry;

import static io.devicegateway.registry.Events.A;
import static io.devicegateway.registry.Events.X;
import static io.devicegateway.registry.Events.Y;
import static io.devicegateway.registry.Events.returned;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankId;
import io.devicegateway.api.Question;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.registry.RegistryAuthority.Settings;
import io.devicegateway.testing.MemoryRegistry;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RegistryAuthorityTest {
    private final MemoryRegistry registry = new MemoryRegistry();
    private final RegistryAuthority lenient = new RegistryAuthority(registry, Settings.DEFAULT);
    private final RegistryAuthority strict = new RegistryAuthority(registry, new Settings(false, true));

    @BeforeEach
    void aBankIsKnown() {
        registry.admit(A, "10.0.0.1");
        registry.apply(new Events().of(1, returned(A, 3, X)));
    }

    @Test
    void admitsWhomTheRegistryAdmits() {
        Question.Login login = new Question.Login(A, "10.0.0.1");
        assertThat(now(lenient.admit(login))).isEqualTo(new Admission.Admitted());

        registry.put(A, Map.of(), false, "stolen");
        assertThat(now(lenient.admit(login))).isEqualTo(new Admission.Denied("stolen"));
    }

    @Test
    void ownsEveryBankOrThoseThatWereSeen() {
        assertThat(now(lenient.owns(new Question.Ownership(A, 1, Y)))).isTrue();
        assertThat(now(strict.owns(new Question.Ownership(A, 1, Y)))).isFalse();
        assertThat(now(strict.owns(new Question.Ownership(A, 1, X)))).isTrue();
    }

    @Test
    void judgesReturns() {
        assertThat(verdict(lenient, X, null, false)).isEqualTo(ReturnVerdict.ACCEPTED);
        assertThat(verdict(lenient, X, X, true)).isEqualTo(ReturnVerdict.DUPLICATE);
        assertThat(verdict(lenient, X, Y, false)).isEqualTo(ReturnVerdict.ACCEPTED);
        assertThat(verdict(lenient, Y, X, false)).isEqualTo(ReturnVerdict.ACCEPTED);
    }

    @Test
    void judgesReturnsStrictly() {
        assertThat(verdict(strict, X, null, false)).isEqualTo(ReturnVerdict.ACCEPTED);
        assertThat(verdict(strict, X, X, false)).isEqualTo(ReturnVerdict.ACCEPTED);
        assertThat(verdict(strict, X, X, true)).isEqualTo(ReturnVerdict.DUPLICATE);
        assertThat(verdict(strict, X, Y, false)).isEqualTo(ReturnVerdict.SLOT_OCCUPIED);
        assertThat(verdict(strict, Y, X, false)).isEqualTo(ReturnVerdict.ILLEGAL_BANK);
    }

    private static ReturnVerdict verdict(RegistryAuthority authority, BankId bank, BankId inSlot, boolean before) {
        return now(authority.judgeReturn(new Question.Return(A, 3, bank, inSlot, before)));
    }

    /** It answers at once. */
    private static <T> T now(CompletionStage<T> stage) {
        assertThat(stage.toCompletableFuture()).isCompleted();
        return stage.toCompletableFuture().join();
    }
}
