/** The main job on an embedded default: releases travel from an S3 server into a directory. */
@NullMarked
package dev.towline.examples.quickstart;

import org.jspecify.annotations.NullMarked;
