package dev.towline;

import java.util.Locale;

/** One step of a deploy, in the order in which they happen. */
public enum DeployPhase {
    /** Fetch the manifest, decide whether to believe it, and find out where it goes. Nothing is changed. */
    RESOLVE,
    /** Fetch, verify and unpack the artifact into staging, in one pass. The destination is untouched. */
    STAGE,
    /** The manifest's {@code pre} commands. */
    PRE,
    /** Make the destination equal the staged tree. */
    ACTIVATE,
    /** The manifest's {@code post} commands. */
    POST,
    /** The manifest's {@code check} commands and the program's health check, until they pass or their deadline ends. */
    CHECK,
    /** The manifest's {@code success} commands: told, never asked. */
    SUCCESS,
    /** The manifest's {@code failure} commands: told, never asked. */
    FAILURE;

    /** The phase as manifests, logs and JSON write it: its name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
