/** The manifest: which artifact, where to, with which hooks. Values only; nothing here touches disk or network. */
@NullMarked
package dev.towline.manifest;

import org.jspecify.annotations.NullMarked;
