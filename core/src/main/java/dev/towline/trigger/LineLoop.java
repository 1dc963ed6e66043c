package dev.towline.trigger;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads orders to the end of a stream. */
final class LineLoop implements TriggerLoop {

    private static final Logger LOG = LoggerFactory.getLogger(LineLoop.class);

    private final InputStream in;

    LineLoop(InputStream in) {
        this.in = in;
    }

    @Override
    public void run(Hearing hearing) {
        OrderReader orders = OrderReader.of(in, "the input");
        try {
            while (more(orders, hearing)) {}
            hearing.trouble("the input has ended, no order can come");
        } catch (IOException e) {
            hearing.trouble("the input cannot be read: " + e.getMessage());
        }
    }

    private static boolean more(OrderReader orders, Hearing hearing) throws IOException {
        try {
            Optional<Hint> order = orders.next();
            order.ifPresent(hearing::hint);
            return order.isPresent();
        } catch (InvalidOrderException e) {
            LOG.warn("passed over: {}", e.getMessage());
            return true;
        }
    }
}
