/**
 * What shows that a deploy survives anything: every error of every operation, every disk that a power cut can leave, and
 * somebody who swaps directories for links meanwhile.
 */
@NullMarked
package dev.towline.crash;

import org.jspecify.annotations.NullMarked;
