package dev.towline.sync;

import java.util.List;

/** Excludes what either of two filters does; its rules are the first one's. */
record EitherFilter(PathFilter first, PathFilter second) implements PathFilter {

    @Override
    public boolean excludes(String path, boolean directory) {
        return first.excludes(path, directory) || second.excludes(path, directory);
    }

    @Override
    public List<String> rules() {
        return first.rules();
    }
}
