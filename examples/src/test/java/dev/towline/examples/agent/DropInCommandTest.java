package dev.towline.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DropInCommandTest {

    @Test
    void oneDashIsAsGoodAsTwo() {
        assertThat(DropInCommand.modern(new String[] {"-max-bandwidth", "10MB", "-timeout=60", "-v", "--retry", "3"}))
                .containsExactly("--max-bandwidth", "10MB", "--timeout=60", "-v", "--retry", "3");
    }

    @Test
    void flagsForRsyncAreLeftOut() {
        assertThat(DropInCommand.modern(new String[] {"-rsync-verbose", "-avv", "-retry", "3", "--rsync-verbose=-v"}))
                .containsExactly("--retry", "3");
    }
}
