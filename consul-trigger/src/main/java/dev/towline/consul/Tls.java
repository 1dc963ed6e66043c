package dev.towline.consul;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom to believe in TLS, and who we are. */
record Tls(SSLContext context) {

    private static final char[] NO_PASSWORD = new char[0];

    static Tls of(
            Optional<Path> caFile,
            Optional<Path> caDirectory,
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<String> serverName,
            boolean verified)
            throws IOException {
        try {
            List<Certificate> authorities = new ArrayList<>();
            if (caFile.isPresent()) {
                authorities.addAll(certificates(caFile.get()));
            } else if (caDirectory.isPresent()) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(caDirectory.get(), Files::isRegularFile)) {
                    for (Path file : files) {
                        authorities.addAll(certificates(file));
                    }
                }
            }
            TrustManager trust = verified ? trust(authorities, serverName) : new AnyServer();
            KeyManager @Nullable [] keys =
                    certificate.isPresent() && key.isPresent() ? keys(certificate.get(), key.get()) : null;
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trust}, null);
            return new Tls(context);
        } catch (FileSystemException e) {
            throw new IOException("for TLS with Consul " + e.getFile() + " cannot be read: " + e, e);
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS for Consul cannot be set up: " + e.getMessage(), e);
        }
    }

    private static TrustManager trust(List<Certificate> authorities, Optional<String> serverName)
            throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities.isEmpty() ? null : store(authorities));
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509ExtendedTrustManager trust) {
                return serverName.isPresent() ? new NamedServer(trust, serverName.get()) : trust;
            }
        }
        throw new GeneralSecurityException("this JVM has no X.509 trust manager");
    }

    private static KeyStore store(List<Certificate> authorities) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (Certificate each : authorities) {
            store.setCertificateEntry("ca-" + store.size(), each);
        }
        return store;
    }

    private static KeyManager[] keys(Path certificate, Path key) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
        store.setKeyEntry("client", PemKey.read(key), NO_PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(file)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no PEM certificates", e);
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " holds no PEM certificate");
        }
        return certificates;
    }
}
