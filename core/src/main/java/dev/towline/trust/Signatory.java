package dev.towline.trust;

import java.nio.ByteBuffer;
import java.util.Base64;

/** Somebody whose signature counts: a key, and the form in which its owner signs. Equal when the keys are. Immutable. */
sealed interface Signatory {

    VerificationKey key();

    /** Whether one of the signatures in {@code file} is this one's over {@code manifest}. */
    boolean signed(byte[] manifest, SignatureFile file);

    /** Signs the bytes themselves, as {@code openssl} does: told by a PEM key; the signature is binary or Base64. */
    record Detached(VerificationKey key) implements Signatory {

        @Override
        public boolean signed(byte[] manifest, SignatureFile file) {
            return key.isBinary(file.bytes())
                    ? key.verifies(manifest, file.bytes())
                    : file.paragraphs().stream().anyMatch(text -> key.verifies(manifest, decoded(text)));
        }
    }

    /** Signs as {@code ssh-keygen -Y sign} does: told by a key in OpenSSH's form. */
    record Ssh(String algorithm, ByteBuffer blob, VerificationKey key) implements Signatory {

        @Override
        public boolean signed(byte[] manifest, SignatureFile file) {
            return file.paragraphs().stream().anyMatch(text -> SshSignature.verifies(this, manifest, text));
        }
    }

    /** What Base64 stands for, line breaks left out; no bytes when it is none. */
    static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64.replace("\n", ""));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** What makes two signatories one. */
    default ByteBuffer identity() {
        return ByteBuffer.wrap(key().encoded());
    }
}
