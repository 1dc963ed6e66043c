package dev.towline.manifest;

/** Says why a template call cannot be read or has no value. */
final class TemplateException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    TemplateException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
