/** The processes of a command: finding them, ending them, and knowing them again in another JVM. Not exported. */
@NullMarked
package dev.towline.hook.process;

import org.jspecify.annotations.NullMarked;
