package dev.towline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towline.sync.Baseline;
import dev.towline.sync.Change;
import dev.towline.sync.Move;
import dev.towline.sync.PathFilter;
import dev.towline.sync.Syncer;
import dev.towline.sync.Syncers;
import dev.towline.sync.Target;
import dev.towline.sync.TreeEntry;
import dev.towline.testkit.SyncerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of the contract catches the syncer that breaks it, and no other rule does. */
class SyncerContractTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                Y1LinksAreLost.class,
                Y2NothingIsDeleted.class,
                Y3EveryDeployLeavesAMark.class,
                Y4ComparesWithNothing.class,
                Y5DeletesByItself.class,
                Y6MakesTheDestinationItself.class,
                Y7WritesALog.class,
                Y8FollowsLinks.class,
                Y9BelievesInFiles.class,
                Y10ForgetsExcludes.class,
                Y11OneAtATime.class
            })
    void catchesExactlyTheBrokenRule(Class<? extends SyncerContract> broken) {
        assertThat(Contracts.failures(broken)).singleElement().asString().startsWith(Contracts.rule(broken));
    }

    /** A mirror, bent by a subclass. */
    abstract static class Broken extends SyncerContract implements Syncer {

        final Syncer mirror = Syncers.mirror();

        @Override
        protected final Syncer syncer() {
            return this;
        }

        @Override
        public Baseline baseline(Target target) throws IOException {
            return mirror.baseline(target);
        }

        @Override
        public PathFilter excluded(Target target) {
            return mirror.excluded(target);
        }

        @Override
        public List<Move> moves(Change change) throws IOException {
            return mirror.moves(change);
        }
    }

    static final class Y1LinksAreLost extends Broken {
        @Override
        public List<Move> moves(Change change) throws IOException {
            List<Move> moves = new ArrayList<>(mirror.moves(change));
            change.wanted().entries().values().stream()
                    .filter(entry -> entry.type() == TreeEntry.Type.SYMLINK)
                    .forEach(entry -> moves.add(new Move.Drop(entry.path())));
            return moves;
        }
    }

    static final class Y2NothingIsDeleted extends Broken {
        @Override
        public List<Move> moves(Change change) throws IOException {
            return mirror.moves(change).stream()
                    .filter(move -> !(move instanceof Move.Drop))
                    .toList();
        }
    }

    static final class Y3EveryDeployLeavesAMark extends Broken {
        @Override
        public List<Move> moves(Change change) throws IOException {
            return change.different() ? mirror.moves(change) : List.of(new Move.Point("deployed", "again"));
        }
    }

    static final class Y4ComparesWithNothing extends Broken {
        @Override
        public Baseline baseline(Target target) {
            return Baseline.of(target.dest().resolveSibling("nothing"), Baseline.Unchanged.COPY);
        }
    }

    static final class Y5DeletesByItself extends Broken {
        @Override
        public List<Move> moves(Change change) throws IOException {
            List<Move> moves = mirror.moves(change);
            Files.deleteIfExists(change.target().dest().resolve("notes.txt"));
            return moves;
        }
    }

    /** Only for the release of the rule: elsewhere Y7 notices as well. */
    static final class Y6MakesTheDestinationItself extends Broken {
        @Override
        public List<Move> moves(Change change) throws IOException {
            if (change.wanted().find("bad").isPresent()) {
                Files.createDirectories(change.target().dest());
            }
            return mirror.moves(change);
        }
    }

    static final class Y7WritesALog extends Broken {
        @Override
        public List<Move> moves(Change change) throws IOException {
            Files.writeString(change.target().dest().resolveSibling("log"), "asked");
            return mirror.moves(change);
        }
    }

    static final class Y8FollowsLinks extends Broken {
        @Override
        public List<Move> moves(Change change) throws IOException {
            Path link = change.target().dest().resolve("linked");
            if (Files.isSymbolicLink(link)) {
                Path out = change.target().dest().relativize(Files.readSymbolicLink(link));
                return List.of(new Move.Drop(out + "/theirs"));
            }
            return mirror.moves(change);
        }
    }

    static final class Y9BelievesInFiles extends Broken {
        @Override
        public List<Move> moves(Change change) throws IOException {
            if (Files.isSymbolicLink(change.target().dest().resolve("changes"))) {
                throw new IllegalStateException("changes is no file");
            }
            return mirror.moves(change);
        }
    }

    static final class Y10ForgetsExcludes extends Broken {
        @Override
        public PathFilter excluded(Target target) {
            return PathFilter.NOTHING;
        }

        @Override
        public List<Move> moves(Change change) throws IOException {
            return mirror.moves(to(change.target().excluding(PathFilter.NOTHING), change));
        }
    }

    static final class Y11OneAtATime extends Broken {
        private Optional<Path> busy = Optional.empty();

        @Override
        public Baseline baseline(Target target) throws IOException {
            if (busy.filter(dest -> !dest.equals(target.dest())).isPresent()) {
                throw new IOException("another deploy has begun");
            }
            busy = Optional.of(target.dest());
            return mirror.baseline(target);
        }

        @Override
        public List<Move> moves(Change change) throws IOException {
            busy = Optional.empty();
            return mirror.moves(change);
        }
    }

    private static Change to(Target target, Change change) {
        return Change.of(
                target, change.wanted(), change.left(), change.baseline(), change.different(), change.goodReleases());
    }
}
