package dev.towline.consul;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** Says what keeps a call from being answered. */
final class Failures {

    private static final int DEEPEST = 10;

    private Failures() {}

    static IOException explained(Consul consul, Throwable failure) {
        return new IOException(consul + sentence(failure), failure);
    }

    private static String sentence(Throwable failure) {
        if (has(failure, WrongNameException.class)) {
            return ": " + message(failure, WrongNameException.class) + "; CONSUL_TLS_SERVER_NAME names another one";
        }
        if (has(failure, CertPathBuilderException.class) || has(failure, CertPathValidatorException.class)) {
            return " shows a certificate that no trusted CA has signed, or that has expired; CONSUL_CACERT names the CA";
        }
        if (has(failure, CertificateException.class)) {
            return " shows a certificate for another name (" + message(failure, CertificateException.class)
                    + "); CONSUL_TLS_SERVER_NAME names the one to expect";
        }
        if (says(failure, "certificate_required") || says(failure, "bad_certificate")) {
            return " wants a client certificate that it trusts; CONSUL_CLIENT_CERT and CONSUL_CLIENT_KEY name it";
        }
        if (says(failure, "recognized SSL message")) {
            return " does not speak TLS; write http:// before its address";
        }
        if (has(failure, UnresolvedAddressException.class) || has(failure, UnknownHostException.class)) {
            return ": its name cannot be resolved";
        }
        if (has(failure, HttpTimeoutException.class)) {
            return " did not answer in time";
        }
        if (has(failure, ConnectException.class)) {
            return " accepts no connection";
        }
        if (has(failure, SSLException.class)) {
            return ": TLS failed: " + message(failure, SSLException.class);
        }
        return ": " + (failure.getMessage() == null ? failure.toString() : failure.getMessage());
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> kind) {
        return find(thrown, kind) != null;
    }

    private static String message(Throwable thrown, Class<? extends Throwable> kind) {
        Throwable found = find(thrown, kind);
        return found == null ? "" : String.valueOf(found.getMessage());
    }

    private static @org.jspecify.annotations.Nullable Throwable find(
            Throwable thrown, Class<? extends Throwable> kind) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return cause;
            }
        }
        return null;
    }

    private static boolean says(Throwable thrown, String words) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(words)) {
                return true;
            }
        }
        return false;
    }
}
