package dev.towline.sync.staging;

import dev.towline.disk.Dir;
import dev.towline.disk.Disk;
import dev.towline.disk.Stat;
import dev.towline.sync.TreeEntry;
import dev.towline.trust.OwnerPolicy;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.HashMap;
import java.util.Map;

/** An {@link OwnerPolicy} at work: every name is looked up once. */
public final class Owners {

    private record Pair(UserPrincipal user, GroupPrincipal group) {}

    private static final int ROOT = 0;

    private final UserPrincipalLookupService lookup = FileSystems.getDefault().getUserPrincipalLookupService();
    private final Map<String, UserPrincipal> users = new HashMap<>();
    private final Map<String, GroupPrincipal> groups = new HashMap<>();
    private final Map<TreeEntry.Owner, Pair> archived = new HashMap<>();
    private final boolean asArchived;
    private final Pair self;
    private final Pair standard;

    public Owners(OwnerPolicy policy) throws IOException {
        int uid = Disk.uid();
        self = new Pair(user(Integer.toString(uid)), group(Integer.toString(Disk.gid())));
        asArchived = policy.kind() == OwnerPolicy.Kind.ARCHIVE && uid == ROOT;
        standard = policy.kind() == OwnerPolicy.Kind.NAMED ? named(policy) : self;
    }

    /** Whether what {@code stat} tells of belongs to whom {@code entry} shall belong. */
    public boolean agree(Stat stat, TreeEntry entry) throws IOException {
        Pair wanted = wanted(entry);
        return wanted.user.equals(user(Integer.toString(stat.uid())))
                && wanted.group.equals(group(Integer.toString(stat.gid())));
    }

    /** Gives a file that the running user made to whom it shall belong; says whether that took a call. */
    boolean give(Dir dir, String name, TreeEntry entry) throws IOException {
        Pair wanted = wanted(entry);
        if (wanted.equals(self)) {
            return false;
        }
        try {
            dir.owner(name, wanted.user, wanted.group);
        } catch (FileSystemException e) {
            throw new IOException(
                    entry.path() + " cannot be given to " + wanted.user.getName() + ":" + wanted.group.getName()
                            + ": only root can give files away; deploy as root or leave the owner to the running user",
                    e);
        }
        return true;
    }

    private Pair wanted(TreeEntry entry) throws IOException {
        if (!asArchived) {
            return standard;
        }
        Pair known = archived.get(entry.owner());
        if (known == null) {
            known = archived(entry.owner());
            archived.put(entry.owner(), known);
        }
        return known;
    }

    private Pair archived(TreeEntry.Owner owner) throws IOException {
        UserPrincipal user = self.user;
        if (owner.uid() >= 0 || !owner.user().isEmpty()) {
            try {
                user = user(owner.user().isEmpty() ? Long.toString(owner.uid()) : owner.user());
            } catch (UserPrincipalNotFoundException e) {
                user = owner.uid() < 0 ? self.user : user(Long.toString(owner.uid()));
            }
        }
        GroupPrincipal group = self.group;
        if (owner.gid() >= 0 || !owner.group().isEmpty()) {
            try {
                group = group(owner.group().isEmpty() ? Long.toString(owner.gid()) : owner.group());
            } catch (UserPrincipalNotFoundException e) {
                group = owner.gid() < 0 ? self.group : group(Long.toString(owner.gid()));
            }
        }
        return new Pair(user, group);
    }

    private Pair named(OwnerPolicy policy) throws IOException {
        try {
            return new Pair(user(policy.user()), group(policy.group()));
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException(
                    "owner " + policy + ": this host has no " + e.getName() + "; create it or name another owner", e);
        }
    }

    private UserPrincipal user(String name) throws IOException {
        UserPrincipal known = users.get(name);
        if (known == null) {
            known = lookup.lookupPrincipalByName(name);
            users.put(name, known);
        }
        return known;
    }

    private GroupPrincipal group(String name) throws IOException {
        GroupPrincipal known = groups.get(name);
        if (known == null) {
            known = lookup.lookupPrincipalByGroupName(name);
            groups.put(name, known);
        }
        return known;
    }
}
