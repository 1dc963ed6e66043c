package dev.towline.sync;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** Makes moves by path, one after the other, without a way back: enough to see what a syncer's moves mean. */
record NaiveCarrier(Path staged, Path dest) {

    void carryOut(List<Move> moves) throws IOException {
        for (Move move : moves) {
            Path at = move.at().isEmpty() ? dest : dest.resolve(move.at());
            Files.createDirectories(at.getParent());
            FileTime before = Files.getLastModifiedTime(at.getParent(), NOFOLLOW_LINKS);
            carryOut(move, at);
            Files.setLastModifiedTime(at.getParent(), before);
        }
    }

    private void carryOut(Move move, Path at) throws IOException {
        if (move instanceof Move.Put put) {
            SampleTree.delete(at);
            Files.move(put.staged().isEmpty() ? staged : staged.resolve(put.staged()), at, ATOMIC_MOVE);
        } else if (move instanceof Move.Point point) {
            Path link = Files.createSymbolicLink(dest.resolve(".next"), Path.of(point.to()));
            Files.move(link, at, ATOMIC_MOVE);
        } else if (move instanceof Move.Dress dress) {
            Files.setAttribute(at, "unix:mode", dress.mode(), NOFOLLOW_LINKS);
            Files.setLastModifiedTime(at, FileTime.from(dress.mtime()));
        } else {
            SampleTree.delete(at);
        }
    }
}
