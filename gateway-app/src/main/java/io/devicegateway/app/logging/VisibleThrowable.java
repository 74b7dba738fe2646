package io.devicegateway.app.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.devicegateway.app.text.Visible;
import org.jspecify.annotations.Nullable;

/** A stack trace of which the messages are on one line each. Stands for {@code %ex} in every pattern. */
public final class VisibleThrowable extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy thrown) {
        return super.throwableProxyToString(new Shown(thrown));
    }

    /** One whose messages are visible. */
    private record Shown(IThrowableProxy of) implements IThrowableProxy {
        static @Nullable IThrowableProxy shown(@Nullable IThrowableProxy thrown) {
            return thrown == null ? null : new Shown(thrown);
        }

        private static @Nullable String line(@Nullable String text) {
            return text == null ? null : Visible.line(text);
        }

        @Override
        public @Nullable String getOverridingMessage() {
            return line(of.getOverridingMessage());
        }

        @Override
        public @Nullable String getMessage() {
            return line(of.getMessage());
        }

        @Override
        public String getClassName() {
            return of.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return of.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return of.getCommonFrames();
        }

        @Override
        public @Nullable IThrowableProxy getCause() {
            return shown(of.getCause());
        }

        @Override
        public IThrowableProxy @Nullable [] getSuppressed() {
            IThrowableProxy[] suppressed = of.getSuppressed();
            if (suppressed == null) {
                return null;
            }
            IThrowableProxy[] all = new IThrowableProxy[suppressed.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = new Shown(suppressed[i]);
            }
            return all;
        }

        @Override
        public boolean isCyclic() {
            return of.isCyclic();
        }
    }
}
