/** Hints from Consul; start at {@link dev.towline.consul.Consul}. */
module dev.towline.consul {
    exports dev.towline.consul;

    requires transitive dev.towline;
    requires com.fasterxml.jackson.core;
    requires java.net.http;
    requires org.slf4j;
    requires static org.jspecify;
}
