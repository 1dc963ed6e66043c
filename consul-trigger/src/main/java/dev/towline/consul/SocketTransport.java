package dev.towline.consul;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** HTTP/1.1 over a Unix socket, which the JDK's client cannot reach: one connection and one thread for each call. */
final class SocketTransport implements Transport {

    private final Path socket;

    SocketTransport(Path socket) {
        this.socket = socket;
    }

    @Override
    public Exchange send(Request request) {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
        } catch (IOException | UnsupportedOperationException e) {
            return Exchange.failed(new IOException("this system has no Unix sockets", e));
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> exchange(channel, request, answer), "towline-consul-socket");
        thread.setDaemon(true);
        thread.start();
        return new Exchange(answer, () -> close(channel));
    }

    private void exchange(SocketChannel channel, Request request, CompletableFuture<Answer> answer) {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            answer.complete(new PlainHttp(channel).exchange(request));
        } catch (IOException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // it is of no use any more, closed or not
        }
    }
}
