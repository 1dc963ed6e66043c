package dev.towline.source;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where the host of a URL really is. Each of its addresses is judged right before the client connects; the client resolves
 * the name again, out of the JVM's cache, because it does not tell which address it took.
 */
final class HostAddresses {

    /** Amazon's services for the machine itself, credentials among them, in IPv6: fd00:ec2::/32. */
    private static final byte[] MACHINE_SERVICES = {(byte) 0xfd, 0x00, 0x0e, (byte) 0xc2};

    private static final byte[] TRANSLATED = {0x00, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] SIX_TO_FOUR = {0x20, 0x02};
    private static final byte[] COMPATIBLE = new byte[12];

    private HostAddresses() {}

    /**
     * Refuses {@code at} when one of its host's addresses is link-local, or one that {@code request} does not allow. A
     * name that cannot be resolved here passes: a proxy may be able to, and otherwise connecting says so itself.
     */
    static void requireAllowed(ArtifactRequest request, URI at) throws ForbiddenAddressException {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(at.getHost());
        } catch (UnknownHostException e) {
            return;
        }
        for (InetAddress address : addresses) {
            InetAddress real = embedded(address);
            if (isLinkLocal(real) || !request.allowsConnectionTo(real)) {
                throw new ForbiddenAddressException(request.at(at) + " leads to " + address.getHostAddress() + ", "
                        + (isLinkLocal(real)
                                ? "a link-local address: nothing is ever fetched from there"
                                : "which policy forbids to fetch from"));
            }
        }
    }

    private static boolean isLinkLocal(InetAddress address) {
        return address.isLinkLocalAddress() || startsWith(address.getAddress(), MACHINE_SERVICES);
    }

    /** The IPv4 address that an IPv6 one stands for (RFC 4291, 6052, 3056); mapped ones the JDK has unwrapped itself. */
    static InetAddress embedded(InetAddress address) {
        if (!(address instanceof Inet6Address) || address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return address;
        }
        byte[] bytes = address.getAddress();
        int at = startsWith(bytes, SIX_TO_FOUR) ? 2 : 12;
        if (at == 2 || startsWith(bytes, TRANSLATED) || startsWith(bytes, COMPATIBLE)) {
            try {
                return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4));
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e); // four bytes are an address
            }
        }
        return address;
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length > prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
