package dev.towline.trust;

import dev.towline.source.ArtifactRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which URLs may be fetched: those below one of some prefixes, or, without any, those of the usual schemes. Immutable. */
final class AddressRule {

    private static final Set<String> USUAL_SCHEMES = Set.of("file", "http", "https", "s3");

    private final String what;
    private final List<Address> prefixes;

    private AddressRule(String what, List<Address> prefixes) {
        this.what = what;
        this.prefixes = prefixes;
    }

    /** The rule without prefixes; {@code what} is what its messages call the thing fetched. */
    static AddressRule anyUsual(String what) {
        return new AddressRule(what, List.of());
    }

    AddressRule below(String... urls) {
        if (urls.length == 0) {
            throw new IllegalArgumentException("no prefix given: name at least one, or leave the rule out");
        }
        List<Address> addresses = new ArrayList<>();
        for (String url : urls) {
            addresses.add(prefix(url));
        }
        return new AddressRule(what, List.copyOf(addresses));
    }

    private static Address prefix(String url) {
        Optional<Address> address = url.contains("?") || url.contains("#") ? Optional.empty() : Address.of(url);
        return address.filter(parsed -> parsed.userInfo().isEmpty() && !parsed.wanders())
                .filter(parsed -> !parsed.host().isEmpty() || !parsed.scheme().startsWith("http"))
                .orElseThrow(() -> new IllegalArgumentException(
                        "not a URL prefix such as https://host/releases/ or s3://bucket/app/ (no user, query or dots): "
                                + url.replaceFirst("//[^/]*@", "//").replaceFirst("[?#].*", "")));
    }

    boolean allows(URI uri) {
        try {
            check(uri);
            return true;
        } catch (RejectedException e) {
            return false;
        }
    }

    void check(URI uri) throws RejectedException {
        check(what, uri);
    }

    /** The same rule for {@code thing}, which lies beside what the rule is for. */
    void check(String thing, URI uri) throws RejectedException {
        Address address = Address.of(uri)
                .orElseThrow(() -> new RejectedException(
                        "scheme", thing + " " + shown(uri) + " is no URL with a host and a path"));
        if (prefixes.isEmpty()) {
            if (!USUAL_SCHEMES.contains(address.scheme())) {
                throw new RejectedException(
                        "scheme",
                        thing + " " + shown(uri) + " is none of file, http, https and s3: allow it by a prefix");
            }
            return;
        }
        if (address.userInfo().isPresent()) {
            throw new RejectedException(
                    "userinfo", thing + " " + shown(uri) + " names a user, which policy with prefixes forbids");
        }
        if (address.wanders() || prefixes.stream().noneMatch(prefix -> prefix.covers(address))) {
            throw new RejectedException("prefix", thing + " " + shown(uri) + " is not below an allowed prefix");
        }
    }

    private static String shown(URI uri) {
        return ArtifactRequest.of(uri).toString();
    }
}
