/**
 * A real Consul for tests: {@link dev.towline.consul.testkit.RealConsul} starts agents on loopback addresses of their own
 * and ends them. Needs JUnit Jupiter, Awaitility and a {@code consul}.
 */
@NullMarked
package dev.towline.consul.testkit;

import org.jspecify.annotations.NullMarked;
