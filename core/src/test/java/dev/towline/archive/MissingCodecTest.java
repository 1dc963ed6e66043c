package dev.towline.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.testkit.TarBytes;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissingCodecTest {

    /** Loaded once more by the class loader that lacks a codec. */
    static final class Pour implements Callable<String> {
        private final byte[] artifact;

        Pour(byte[] artifact) {
            this.artifact = artifact;
        }

        @Override
        public String call() throws Exception {
            TarStream stream = new TarStream(
                    new ByteArrayInputStream(artifact),
                    Pouring.checksum(artifact),
                    OptionalLong.empty(),
                    ArchiveLimits.STANDARD,
                    StandardCharsets.UTF_8,
                    warning -> {});
            try {
                stream.pour(new RecordingSink());
                return "poured";
            } catch (ArchiveException e) {
                return e.kind() + ": " + e.getMessage();
            }
        }
    }

    private static String pourWithout(String jar, byte[] artifact) throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
        List<URL> urls = new ArrayList<>();
        for (String element : classPath.split(File.pathSeparator, -1)) {
            if (!Path.of(element).getFileName().toString().startsWith(jar)) {
                urls.add(Path.of(element).toUri().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            var constructor = loader.loadClass(Pour.class.getName()).getDeclaredConstructor(byte[].class);
            constructor.setAccessible(true);
            return (String) ((Callable<?>) constructor.newInstance((Object) artifact)).call();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"zstd-jni-, com.github.luben:zstd-jni", "xz-, org.tukaani:xz"})
    void aCodecThatIsNotOnTheClassPathIsNamed(String jar, String artifact) throws Exception {
        byte[] tar = TarBytes.tar().file("a", "x").end().bytes();
        byte[] packed =
                jar.startsWith("zstd") ? TarBytes.zstd(tar) : TarBytes.packed(tar, XZCompressorOutputStream::new);

        assertThat(pourWithout(jar, packed))
                .startsWith("missing-codec: ")
                .endsWith("add " + artifact + " to the class path");
    }

    @Test
    void otherCompressionsNeedNoOptionalCodec() throws Exception {
        byte[] tar = TarBytes.tar().file("a", "x").end().bytes();

        assertThat(pourWithout("zstd-jni-", tar)).isEqualTo("poured");
        assertThat(pourWithout("zstd-jni-", TarBytes.gzip(tar))).isEqualTo("poured");
    }
}
