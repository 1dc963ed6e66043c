package dev.towline.trust;

/**
 * A public key with its one algorithm. Whatever is wrong with a signature makes it none: nothing is thrown for it.
 * Immutable and safe for use by several threads.
 */
sealed interface VerificationKey permits Ed25519Key, EcdsaKey {

    /** Whether {@code signature}, in the algorithm's own binary form, was made over {@code message} by this key's owner. */
    boolean verifies(byte[] message, byte[] signature);

    /** Whether {@code file} is a signature in the algorithm's binary form, rather than a text that holds one. */
    boolean isBinary(byte[] file);

    /** What an OpenSSH signature holds in place of the binary form, as that form; empty bytes when it is none. */
    byte[] fromSsh(byte[] blob);

    /** The key in X.509, as PEM holds it: two keys are the same when this is. */
    byte[] encoded();
}
