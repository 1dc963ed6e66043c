package dev.towline.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

    private static final String NAME = "towline-ahead-test";

    @AfterEach
    void noThreadIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain(NAME);
    }

    private static InputStream failing(Throwable failure) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                if (failure instanceof IOException e) {
                    throw e;
                }
                if (failure instanceof Error e) {
                    throw e;
                }
                throw (RuntimeException) failure;
            }
        };
    }

    @Test
    void givesTheSameBytes() throws Exception {
        byte[] bytes = new byte[5_000_001];
        new Random(4).nextBytes(bytes);
        try (ReadAhead ahead = ReadAhead.of(new ByteArrayInputStream(bytes), NAME)) {
            assertThat(ahead.read()).isEqualTo(bytes[0] & 0xff);
            assertThat(ahead.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1, bytes.length));
            assertThat(ahead.read()).isEqualTo(-1);
            assertThat(ahead.read(bytes, 0, 0)).isZero();
        }
    }

    @Test
    void theSameFailureComesAfterTheBytesBeforeIt() throws Exception {
        for (Throwable failure :
                new Throwable[] {new IOException("cut"), new IllegalStateException("bug"), new OutOfMemoryError("test")
                }) {
            try (ReadAhead ahead = ReadAhead.of(
                    new SequenceInputStream(new ByteArrayInputStream(new byte[600_000]), failing(failure)), NAME)) {
                assertThat(ahead.readNBytes(600_000)).hasSize(600_000);
                assertThat(catchThrowable(ahead::read)).isSameAs(failure);
                assertThat(catchThrowable(ahead::read)).isSameAs(failure);
            }
        }
    }

    @Test
    void readsNoFurtherAheadThanItsBuffers() {
        AtomicLong read = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] b, int off, int len) {
                read.addAndGet(len);
                return len;
            }
        };
        try (ReadAhead ahead = ReadAhead.of(endless, NAME)) {
            Awaitility.await().until(() -> read.get() == 4 * 256 * 1024);
            assertThat(ahead).isNotNull();
        }
        assertThat(read.get()).isEqualTo(4 * 256 * 1024);
    }

    @Test
    void whatIsThereIsGivenBeforeTheNextReadReturns() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        AtomicInteger reads = new AtomicInteger();
        InputStream slow = new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                try {
                    if (reads.getAndIncrement() > 0) {
                        more.await();
                        return -1;
                    }
                    b[off] = 7;
                    return 1;
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        try (ReadAhead ahead = ReadAhead.of(slow, NAME)) {
            assertThat(ahead.read()).isEqualTo(7);
            more.countDown();
            assertThat(ahead.read()).isEqualTo(-1);
        }
    }

    @Test
    void anInterruptedReaderIsToldAndKeepsItsFlag() {
        CountDownLatch never = new CountDownLatch(1);
        InputStream hanging = new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    never.await();
                    return -1;
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        try (ReadAhead ahead = ReadAhead.of(hanging, NAME)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(ahead::read).isInstanceOf(ReadAhead.Interrupted.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aClosedStreamCannotBeRead() {
        ReadAhead ahead = ReadAhead.of(new ByteArrayInputStream(new byte[0]), NAME);
        ahead.close();
        ahead.close();

        assertThatThrownBy(ahead::read).isInstanceOf(IOException.class);
    }
}
