/** What tests of Towline, and of what is built on it, are made with. */
@NullMarked
package dev.towline.testkit;

import org.jspecify.annotations.NullMarked;
