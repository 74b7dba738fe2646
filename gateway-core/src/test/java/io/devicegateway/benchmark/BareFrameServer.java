package io.devicegateway.benchmark;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
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
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.json.JsonObjectDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The baseline of the text protocols' benchmarks: the network library with a stock decoder, one worker, a function that makes
 * an answer of a frame, and a group commit before the answers that have to wait for the disk. No sessions, no deduplication,
 * no journal that could be read.
 */
public final class BareFrameServer {
    private static final int BACKLOG = 4_096;
    private static final int MOST = 1 << 20;

    private final Framing framing;
    private final Answers answers;
    private final GroupCommitFile<Answer> file;

    private BareFrameServer(Framing framing, Answers answers, Path path) throws IOException {
        this.framing = framing;
        this.answers = answers;
        this.file = new GroupCommitFile<>(path, BareFrameServer::write);
    }

    /** How the stream is cut. */
    public enum Framing {
        /** By line ends. */
        LINES,
        /** By the braces of JSON objects. */
        JSON_OBJECTS
    }

    /** What the server makes of frames. */
    public interface Answers {
        /** The answer, empty for none. */
        byte[] answer(byte[] frame);

        /** Whether the answer waits until the frame is durable. */
        boolean isMadeDurable(byte[] frame);
    }

    /** Listens on the loopback interface, prints {@code listening PORT}, and does not return. */
    public static void run(Framing framing, Answers answers, Path path) throws Exception {
        Channel server = new BareFrameServer(framing, answers, path).start();
        System.out.println("listening " + ((InetSocketAddress) server.localAddress()).getPort());
        server.closeFuture().sync();
    }

    private Channel start() throws InterruptedException {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        EventLoopGroup acceptor = new MultiThreadIoEventLoopGroup(1, handlers);
        EventLoopGroup workers = new MultiThreadIoEventLoopGroup(1, handlers);
        return new ServerBootstrap()
                .group(acceptor, workers)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(decoder()).addLast(new Answering());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    private ChannelHandler decoder() {
        return switch (framing) {
            case LINES -> new LineBasedFrameDecoder(MOST);
            case JSON_OBJECTS -> new JsonObjectDecoder(MOST);
        };
    }

    /** Answers what a force made durable: for each connection in one task, with one flush. */
    private static void write(List<Answer> durable) {
        IdentityHashMap<ChannelHandlerContext, List<byte[]>> byConnection = new IdentityHashMap<>();
        durable.forEach(each -> byConnection
                .computeIfAbsent(each.ctx(), ctx -> new ArrayList<>())
                .add(each.bytes()));
        byConnection.forEach((ctx, all) -> ctx.executor().execute(() -> {
            all.forEach(bytes -> write(ctx, bytes));
            ctx.flush();
        }));
    }

    private static void write(ChannelHandlerContext ctx, byte[] bytes) {
        var unused = ctx.write(ctx.alloc().ioBuffer(bytes.length).writeBytes(bytes), ctx.voidPromise());
    }

    private record Answer(ChannelHandlerContext ctx, byte[] bytes) {}

    private final class Answering extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf received = (ByteBuf) message;
            byte[] frame = new byte[received.readableBytes()];
            received.readBytes(frame);
            received.release();
            byte[] answer = answers.answer(frame);
            if (answers.isMadeDurable(frame)) {
                file.append(frame, new Answer(ctx, answer));
            } else if (answer.length > 0) {
                write(ctx, answer);
            }
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
