package dev.towline;

/**
 * Watches deploys. Called on threads of the deploy, one event of a request at a time, so it should return soon; what it
 * throws is logged and changes nothing.
 */
@FunctionalInterface
public interface DeployListener {
    void on(DeployEvent event);
}
