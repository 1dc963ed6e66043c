/**
 * The example agent: Towline for people who have no program of their own to embed it in, and a drop-in for stretcher.
 */
@NullMarked
package dev.towline.examples.agent;

import org.jspecify.annotations.NullMarked;
