package dev.towline.consul;

import java.security.cert.CertificateException;

/** Says that a certificate is for other names. */
final class WrongNameException extends CertificateException {

    private static final long serialVersionUID = 1;

    WrongNameException(String message) {
        super(message);
    }
}
