/** Running the manifest's commands. Implement {@link dev.towline.hook.HookRunner} to run them elsewhere. */
@NullMarked
package dev.towline.hook;

import org.jspecify.annotations.NullMarked;
