/**
 * What tests of Towline, and of what is built on it, are made with.
 *
 * <ul>
 *   <li>One contract for each interface that strangers implement, to extend: {@link
 *       dev.towline.testkit.ArtifactSourceContract}, {@link dev.towline.testkit.SyncerContract}, {@link
 *       dev.towline.testkit.HookRunnerContract}.
 *   <li>Fakes that keep them: {@link dev.towline.testkit.InMemorySource}, {@link dev.towline.testkit.RecordingHooks}.
 *   <li>Archives and trees: {@link dev.towline.testkit.TarBytes}, {@link dev.towline.testkit.TreeSnapshot}.
 * </ul>
 *
 * <p>Needs JUnit Jupiter and nothing else.
 */
@NullMarked
package dev.towline.testkit;

import org.jspecify.annotations.NullMarked;
