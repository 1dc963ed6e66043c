package dev.towline.contracts;

import dev.towline.sync.Move;
import dev.towline.sync.Syncer;
import dev.towline.sync.Syncers;
import dev.towline.sync.TreeEntry;
import dev.towline.testkit.SyncerContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The strategies that come with Towline, and one that is a single expression, keep the contract. */
class OwnSyncersTest {

    @Nested
    class Mirror extends SyncerContract {
        @Override
        protected Syncer syncer() {
            return Syncers.mirror();
        }
    }

    @Nested
    class MoveIntoPlace extends SyncerContract {
        @Override
        protected Syncer syncer() {
            return Syncers.move();
        }

        @Override
        protected boolean deploysOverAnother() {
            return false;
        }
    }

    @Nested
    class Releases extends SyncerContract {
        @Override
        protected Syncer syncer() {
            return Syncers.releases();
        }

        @Override
        protected Path tree(Path dest) {
            return dest.resolve("current");
        }
    }

    /** Adds and replaces files and deletes none. */
    @Nested
    class Merge extends SyncerContract {
        @Override
        protected Syncer syncer() {
            return change -> change.wanted().entries().values().stream()
                    .filter(entry -> puts(entry.type()))
                    .<Move>map(entry -> new Move.Put(entry.path(), entry.path()))
                    .toList();
        }

        @Override
        protected boolean removesTheRest() {
            return false;
        }

        @Override
        protected boolean puts(TreeEntry.Type type) {
            return type == TreeEntry.Type.FILE;
        }
    }
}
