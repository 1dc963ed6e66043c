package dev.towline.trust;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whose signatures count, and how many of them are needed. Immutable. */
final class Keyring {

    private final List<Signatory> signatories;
    private final int threshold;

    private Keyring(List<Signatory> signatories, int threshold) {
        this.signatories = signatories;
        this.threshold = threshold;
    }

    /** One signature of any of these is enough; a key named twice counts once, in whatever form. */
    static Keyring anyOf(Collection<Signatory> named) {
        if (named.isEmpty()) {
            throw new IllegalArgumentException("no key given: name at least one");
        }
        return new Keyring(List.copyOf(named), 1);
    }

    /** @throws IllegalArgumentException when there are fewer keys than that */
    Keyring threshold(int needed) {
        long different =
                signatories.stream().map(Signatory::identity).distinct().count();
        if (needed < 1 || needed > different) {
            throw new IllegalArgumentException(
                    "a threshold of " + needed + " does not fit " + different + " different keys");
        }
        return new Keyring(signatories, needed);
    }

    /** @throws RejectedException when fewer than the needed number of keys signed {@code manifest} */
    void check(byte[] manifest, byte[] signatures) throws RejectedException {
        SignatureFile file = new SignatureFile(signatures);
        Map<Object, Signatory> signed = new LinkedHashMap<>();
        for (Signatory signatory : signatories) {
            if (signatory.signed(manifest, file)) {
                signed.put(signatory.identity(), signatory);
            }
        }
        if (signed.size() < threshold) {
            throw new RejectedException(
                    "bad-signature",
                    "the signature does not fit the manifest: it is valid for " + signed.size() + " of "
                            + signatories.size() + " trusted keys, " + threshold + " needed");
        }
    }
}
