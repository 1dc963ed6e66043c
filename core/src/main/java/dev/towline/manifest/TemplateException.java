package dev.towline.manifest;

/** Says why a template call cannot be read or has no value. */
final class TemplateException extends Exception {

    private static final long serialVersionUID = 1L;

    TemplateException(String message) {
        super(message, null, false, false);
    }
}
