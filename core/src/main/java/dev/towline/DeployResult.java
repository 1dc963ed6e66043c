package dev.towline;

import java.util.Optional;

/**
 * How a deploy ended, and what is on disk now. Every deploy ends in one of these; exceptions are for programs that want
 * them ({@link #orThrow}).
 */
public sealed interface DeployResult {

    DeployReport report();

    /** Why it did not succeed; empty when it did. */
    default Optional<DeployException> failure() {
        return Optional.empty();
    }

    /**
     * One word for the outcome: {@code deployed}, {@code already-current}, {@code rolled-back}, {@code rejected}, {@code failed}
     * or {@code busy}.
     */
    String outcome();

    /** This result when the release is in place, else its exception. */
    default DeployResult orThrow() throws DeployException {
        if (failure().isPresent()) {
            throw failure().get();
        }
        return this;
    }

    /** The release is in place, its commands passed. */
    record Deployed(DeployReport report) implements DeployResult {
        @Override
        public String outcome() {
            return "deployed";
        }
    }

    /** The release was in place already and still is as it was deployed; no command was run, nothing fetched besides its manifest. */
    record AlreadyCurrent(DeployReport report) implements DeployResult {
        @Override
        public String outcome() {
            return "already-current";
        }
    }

    /** The release was in place, failed there, and what was before is back. */
    record RolledBack(DeployReport report, DeployException cause) implements DeployResult {
        @Override
        public Optional<DeployException> failure() {
            return Optional.of(cause);
        }

        @Override
        public String outcome() {
            return "rolled-back";
        }
    }

    /** Trust or policy said no, from the manifest alone: nothing was fetched besides it, no command was run. */
    record Rejected(DeployReport report, DeployException cause) implements DeployResult {
        @Override
        public Optional<DeployException> failure() {
            return Optional.of(cause);
        }

        @Override
        public String outcome() {
            return "rejected";
        }
    }

    /** It failed; {@link DeployReport#target()} says whether the destination is as it was. */
    record Failed(DeployReport report, DeployException cause) implements DeployResult {
        @Override
        public Optional<DeployException> failure() {
            return Optional.of(cause);
        }

        @Override
        public String outcome() {
            return "failed";
        }
    }

    /** Another deploy has the destination; nothing was touched, no command was run. The exception names its holder. */
    record Busy(DeployReport report, DeployException cause) implements DeployResult {
        @Override
        public Optional<DeployException> failure() {
            return Optional.of(cause);
        }

        @Override
        public String outcome() {
            return "busy";
        }
    }
}
