package dev.towline.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.towline.testkit.TriggerContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinesTest extends TriggerContract {

    private final PipedOutputStream input = new PipedOutputStream();

    @Override
    protected Trigger trigger() throws IOException {
        return Triggers.lines(new PipedInputStream(input));
    }

    @Override
    protected void provoke() throws IOException {
        synchronized (input) {
            input.write("s3://releases/web/1.yml\n".getBytes(StandardCharsets.UTF_8));
            input.flush();
        }
    }

    @Override
    protected boolean canStartAgain() {
        return false;
    }

    @AfterEach
    void endInput() throws IOException {
        input.close();
    }

    @Test
    void whatIsNoOrderIsPassedOver() {
        List<Hint> heard = new CopyOnWriteArrayList<>();
        String text = "[]\nnot an order\n[{\"ID\":\"a\",\"LTime\":3,\"Payload\":\"ZmlsZTovLy9tLnltbA==\"}]\ndeploy-7\n";

        try (Trigger.Subscription listening = Triggers.lines(
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .start(heard::add)) {
            await().until(() -> listening.trouble().orElse("").contains("ended"));
        }

        assertThat(heard).hasSize(2);
        assertThat(heard.get(0).manifest()).contains(URI.create("file:///m.yml"));
        assertThat(heard.get(0).id()).contains("a 3");
        assertThat(heard.get(1).deployId()).contains("deploy-7");
    }
}
