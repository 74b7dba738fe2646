package io.devicegateway.benchmark;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The baseline of the benchmarks: the network library with its stock decoder and canned answers, which is the least that a
 * server in Java built the usual way costs. With a file it answers a return only after a group commit made it durable.
 */
public final class BareNettyServer {
    private static final int BACKLOG = 4_096;
    private static final int MAX_FRAME = 65_535;

    private BareNettyServer() {}

    /**
     * Listens on the loopback interface and prints {@code listening PORT}.
     *
     * @param args port (0 picks one), threads, and the file of the durable variant if that is wanted
     */
    public static void main(String[] args) throws Exception {
        if (args.length < 2 || args.length > 3) {
            System.err.println("usage: BareNettyServer PORT THREADS [FILE]");
            System.exit(2);
        }
        Path path = args.length == 3 ? Path.of(args[2]) : null;
        Channel server = start(Integer.parseInt(args[0]), Integer.parseInt(args[1]), path);
        System.out.println("listening " + ((InetSocketAddress) server.localAddress()).getPort());
        server.closeFuture().sync();
    }

    private static Channel start(int port, int threads, @Nullable Path path) throws Exception {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        EventLoopGroup acceptor = new MultiThreadIoEventLoopGroup(1, handlers);
        EventLoopGroup workers = new MultiThreadIoEventLoopGroup(threads, handlers);
        GroupCommitFile<ChannelHandlerContext> file =
                path == null ? null : new GroupCommitFile<>(path, BareNettyServer::answer);
        return new ServerBootstrap()
                .group(acceptor, workers)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(MAX_FRAME, 0, CannedAnswers.LENGTH_FIELD))
                                .addLast(new Answering(file));
                    }
                })
                .bind("127.0.0.1", port)
                .sync()
                .channel();
    }

    /** Answers what a force made durable: for each connection in one task, with one flush. */
    private static void answer(List<ChannelHandlerContext> durable) {
        IdentityHashMap<ChannelHandlerContext, Integer> counts = new IdentityHashMap<>();
        durable.forEach(ctx -> counts.merge(ctx, 1, Integer::sum));
        counts.forEach((ctx, count) -> ctx.executor().execute(() -> {
            for (int i = 0; i < count; i++) {
                writeReturnAnswer(ctx);
            }
            ctx.flush();
        }));
    }

    private static void writeReturnAnswer(ChannelHandlerContext ctx) {
        byte[] answer = CannedAnswers.answer(CannedAnswers.RETURN);
        var unused = ctx.write(ctx.alloc().ioBuffer(answer.length).writeBytes(answer), ctx.voidPromise());
    }

    private static final class Answering extends ChannelInboundHandlerAdapter {
        private final @Nullable GroupCommitFile<ChannelHandlerContext> file;

        Answering(@Nullable GroupCommitFile<ChannelHandlerContext> file) {
            this.file = file;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf frame = (ByteBuf) message;
            byte function = frame.getByte(frame.readerIndex() + CannedAnswers.LENGTH_FIELD);
            if (CannedAnswers.isEchoed(function)) {
                var unused = ctx.write(frame, ctx.voidPromise());
                return;
            }
            if (file != null && CannedAnswers.isMadeDurable(function)) {
                byte[] bytes = new byte[frame.readableBytes()];
                frame.readBytes(bytes);
                file.append(bytes, ctx);
            } else {
                byte[] answer = CannedAnswers.answer(function);
                var unused = ctx.write(ctx.alloc().ioBuffer(answer.length).writeBytes(answer), ctx.voidPromise());
            }
            frame.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof IOException)) {
                System.err.println("closing " + ctx.channel() + ": " + cause);
            }
            var unused = ctx.close();
        }
    }
}
