package dev.towline;

import dev.towline.manifest.Manifest;
import dev.towline.sync.Baseline;
import dev.towline.sync.Syncer;
import dev.towline.sync.Target;
import dev.towline.trust.OwnerPolicy;
import java.util.Optional;

/**
 * What RESOLVE found out: a manifest that is believed, and where it goes.
 *
 * @param manifest what is wanted
 * @param place where the artifact goes and how; empty in commands-only mode
 * @param previous the release that was deployed there last
 */
record Wanted(Manifest manifest, Optional<Place> place, Optional<String> previous) {

    /**
     * A destination and the strategy for it.
     *
     * @param syncer says the moves
     * @param target where to
     * @param baseline what is there already
     * @param owner whom the files belong to
     */
    record Place(Syncer syncer, Target target, Baseline baseline, OwnerPolicy owner) {}
}
