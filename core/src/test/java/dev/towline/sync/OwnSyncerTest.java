package dev.towline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OwnSyncerTest {

    @Test
    void aSyncerThatMergesIsOneExpression() throws IOException {
        Syncer merge = change -> change.wanted().entries().values().stream()
                .filter(entry -> entry.type() == TreeEntry.Type.FILE)
                .<Move>map(entry -> new Move.Put(entry.path(), entry.path()))
                .toList();
        Target target = Target.of(Path.of("/srv/app"), "r");
        TreeIndex wanted = TreeIndex.of(List.of(
                TreeEntry.directory("d", 0755, Instant.EPOCH, TreeEntry.Owner.UNKNOWN),
                TreeEntry.file("d/b", 0644, Instant.EPOCH, TreeEntry.Owner.UNKNOWN, 1),
                TreeEntry.file("a", 0644, Instant.EPOCH, TreeEntry.Owner.UNKNOWN, 1)));

        List<Move> moves = merge.moves(Change.of(target, wanted, Set.of(), merge.baseline(target), true, List.of()));

        assertThat(moves).containsExactly(new Move.Put("a", "a"), new Move.Put("d/b", "d/b"));
        assertThat(merge.baseline(target).tree()).isEqualTo(target.dest());
        assertThat(merge.excluded(target)).isSameAs(PathFilter.NOTHING);
    }
}
