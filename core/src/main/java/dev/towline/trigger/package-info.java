/**
 * Hearing that something is wanted. Implement {@link dev.towline.trigger.Trigger} to hear it elsewhere;
 * {@link dev.towline.trigger.Triggers} has the ready-made ones, {@link dev.towline.trigger.Pointer} is what they point at.
 */
@NullMarked
package dev.towline.trigger;

import org.jspecify.annotations.NullMarked;
