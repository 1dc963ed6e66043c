package dev.towline;

import dev.towline.journal.KeptRelease;
import dev.towline.manifest.Manifest;
import dev.towline.sync.Baseline;
import dev.towline.sync.KeptTree;
import dev.towline.sync.PathFilter;
import dev.towline.sync.Syncer;
import dev.towline.sync.Target;
import dev.towline.trust.OwnerPolicy;
import java.util.Optional;

/**
 * What RESOLVE found out: a manifest that is believed, where it goes, and what there is to do.
 *
 * @param manifest what is wanted
 * @param terms the manifest's bytes, and on which terms it is deployed
 * @param place where the artifact goes and how; empty in commands-only mode
 * @param previous the release that was deployed there last
 * @param task what to do
 */
record Wanted(Manifest manifest, KeptRelease.Terms terms, Optional<Place> place, Optional<String> previous, Task task) {

    /**
     * A destination and the strategy for it.
     *
     * @param syncer says the moves
     * @param target where to
     * @param baseline what is there already
     * @param owner whom the files belong to
     */
    record Place(Syncer syncer, Target target, Baseline baseline, OwnerPolicy owner) {}

    /** What there is to do. */
    sealed interface Task {

        /** All phases. */
        record Deploy() implements Task {}

        /** Nothing: the release is in place, as it was deployed. */
        record Nothing() implements Task {}

        /**
         * Putting right what drifted since the release was deployed. Its {@code pre} commands have had their say.
         *
         * @param ofHooks what its own commands made of the tree, which is no drift
         */
        record Repair(PathFilter ofHooks) implements Task {}

        /**
         * Going back to a release that was good before.
         *
         * @param leaves the release that is there now, which goes to quarantine
         * @param kept the release's tree, where it is still there whole
         */
        record Return(String leaves, Optional<KeptTree> kept) implements Task {}
    }

    Wanted with(Task other) {
        return new Wanted(manifest, terms, place, previous, other);
    }

    /** What is not to be compared with the artifact. */
    PathFilter untouched() {
        return task instanceof Task.Repair repair ? repair.ofHooks() : PathFilter.NOTHING;
    }
}
