package dev.towline.trust;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Which addresses lead to this host or its own network, and not into the internet. */
final class PrivateNetwork {

    private PrivateNetwork() {}

    /** Whether the registries of special addresses (RFC 6890) reserve {@code address} for hosts or private networks. */
    static boolean contains(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        return address instanceof Inet4Address
                ? first == 0 || (first == 100 && (second & 0xc0) == 64)
                : (first & 0xfe) == 0xfc;
    }
}
