package dev.towline.examples;

import dev.towline.DeployResult;
import dev.towline.Deployer;
import dev.towline.source.Sources;
import dev.towline.trust.Trust;
import java.net.URI;
import java.nio.file.Path;

/** How do I deploy once, from code? */
public final class DeployOnce {

    private DeployOnce() {}

    /** Deploys the release that a manifest names, wherever it says. */
    public static DeployResult deploy(URI manifest, Path stateDirectory) {
        Deployer deployer = Deployer.builder()
                .source("https", Sources.http())
                .source("file", Sources.files())
                .trust(Trust.unsigned())
                .stateDirectory(stateDirectory)
                .build();
        return deployer.deploy(manifest);
    }
}
