package dev.towline;

import java.nio.file.Path;
import java.util.List;

/**
 * How a destination compares with the release that was deployed there. Paths are relative to the release's tree and in
 * order.
 *
 * @param dest the destination
 * @param release the identity of the release that is there
 * @param missing what the release has and the destination has not
 * @param changed what differs in type, content, mode, owner or link target
 * @param extra what the release does not have and no exclude explains
 */
public record Verification(Path dest, String release, List<String> missing, List<String> changed, List<String> extra) {

    public Verification {
        missing = List.copyOf(missing);
        changed = List.copyOf(changed);
        extra = List.copyOf(extra);
    }

    /** Whether there is no difference. */
    public boolean intact() {
        return missing.isEmpty() && changed.isEmpty() && extra.isEmpty();
    }
}
