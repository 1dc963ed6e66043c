package dev.towline.contracts;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Optional;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs a contract on an implementation as its author would, and tells what came of it. */
final class Contracts {

    private Contracts() {}

    /** The number at the beginning of a broken implementation's name, as the name of the rule's test begins. */
    static String rule(Class<?> broken) {
        return broken.getSimpleName().replaceAll("^([A-Z][0-9]+).*", "$1 ");
    }

    /** Names of the rules that were broken. */
    static List<String> failures(Class<?> contract) {
        return run(contract)
                .failed()
                .map(Event::getTestDescriptor)
                .map(test -> test.getDisplayName())
                .toList();
    }

    /** Why rules were not tested. */
    static List<String> skipped(Class<?> contract) {
        return run(contract).aborted().stream()
                .map(event -> event.getPayload(org.junit.platform.engine.TestExecutionResult.class))
                .flatMap(Optional::stream)
                .flatMap(result -> result.getThrowable().stream())
                .map(aborted -> String.valueOf(aborted.getMessage()))
                .toList();
    }

    private static Events run(Class<?> contract) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute()
                .testEvents();
    }
}
