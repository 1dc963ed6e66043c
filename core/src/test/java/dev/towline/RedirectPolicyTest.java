package dev.towline;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.temporaryRedirect;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.towline.source.Sources;
import dev.towline.trust.Trust;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RedirectPolicyTest {

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().bindAddress("127.0.0.1").dynamicPort())
            .build();

    @TempDir
    Path home;

    @Test
    @DisplayName("N10 an allowed manifest address that redirects out of its prefix is not followed")
    void manifest() {
        SERVER.stubFor(get("/releases/m.yml").willReturn(temporaryRedirect("/elsewhere/m.yml")));
        SERVER.stubFor(get("/elsewhere/m.yml").willReturn(aResponse().withBody("commands: {post: [\"true\"]}\n")));

        DeployResult result = deployer(Trust.unsigned().manifestPrefixes(SERVER.url("/releases/")))
                .deploy(URI.create(SERVER.url("/releases/m.yml")));

        assertThat(result.failure().orElseThrow()).hasMessageContaining("not allowed");
        SERVER.verify(0, getRequestedFor(urlEqualTo("/elsewhere/m.yml")));
    }

    @Test
    @DisplayName("N10 an allowed source that redirects out of its prefix is not followed")
    void source() {
        String manifest = "src: %s\nchecksum: %s\ndest: %s\n"
                .formatted(SERVER.url("/releases/a.tar"), "a".repeat(64), home.resolve("dest"));
        SERVER.stubFor(get("/releases/m.yml").willReturn(aResponse().withBody(manifest)));
        SERVER.stubFor(get("/releases/a.tar").willReturn(temporaryRedirect("/elsewhere/a.tar")));

        DeployResult result = deployer(Trust.unsigned().sourcePrefixes(SERVER.url("/releases/")))
                .deploy(URI.create(SERVER.url("/releases/m.yml")));

        assertThat(result.failure().orElseThrow()).hasMessageContaining("not allowed");
        SERVER.verify(0, getRequestedFor(urlEqualTo("/elsewhere/a.tar")));
    }

    private Deployer deployer(Trust trust) {
        return Deployer.builder()
                .source("http", Sources.http())
                .trust(trust)
                .stateDirectory(home.resolve("state"))
                .build();
    }
}
