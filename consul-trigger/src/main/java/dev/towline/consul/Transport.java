package dev.towline.consul;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The road to Consul. Safe for use by several threads. */
interface Transport {

    /**
     * What goes over the road.
     *
     * @param target path and query, encoded
     * @param patience how long whoever asks will wait
     */
    record Request(
            String method, String target, Map<String, String> headers, Optional<byte[]> body, Duration patience) {}

    /**
     * A request on its way.
     *
     * @param ending gives the connection up at once, unless the answer is there
     */
    record Exchange(CompletableFuture<Answer> answer, Runnable ending) {

        static Exchange failed(Exception failure) {
            return new Exchange(CompletableFuture.failedFuture(failure), () -> {});
        }
    }

    /** Sends, and returns at once. */
    Exchange send(Request request);
}
