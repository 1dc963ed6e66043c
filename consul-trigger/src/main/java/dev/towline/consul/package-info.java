/**
 * Hints from Consul's events and keys, firing events and writing pointers, over the JDK's HTTP client. Start at
 * {@link dev.towline.consul.Consul} and {@link dev.towline.consul.ConsulTrigger}.
 */
@NullMarked
package dev.towline.consul;

import org.jspecify.annotations.NullMarked;
