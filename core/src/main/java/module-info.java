/** Pull deploys for the JVM; start at {@link dev.towline.Deployer}. */
module dev.towline {
    exports dev.towline;
    exports dev.towline.hook;
    exports dev.towline.manifest;
    exports dev.towline.source;
    exports dev.towline.sync;
    exports dev.towline.trigger;
    exports dev.towline.trust;

    requires com.fasterxml.jackson.core;
    requires java.net.http;
    requires org.apache.commons.compress;
    requires org.slf4j;
    requires org.yaml.snakeyaml;
    requires static com.github.luben.zstd_jni;
    requires static jdk.jfr;
    requires static org.jspecify;
    requires static org.tukaani.xz;
}
