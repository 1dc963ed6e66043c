package dev.towline.manifest;

import dev.towline.manifest.Expression.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The variables that templates may name, the functions that read them, and the secrets met on the way. Not thread-safe. */
final class Variables {

    static final Set<String> FUNCTIONS = Set.of("env", "must_env", "json_escape");

    private static final Pattern SECRET_NAME = Pattern.compile(".*SECRET.*|.*TOKEN.*|.*PASSWORD.*|AWS_.*KEY.*");

    private final Map<String, String> environment;
    private final Optional<Set<String>> allowed;
    private final Set<String> secrets = new LinkedHashSet<>();

    Variables(Map<String, String> environment, Optional<Set<String>> allowed) {
        this.environment = environment;
        this.allowed = allowed;
    }

    /** Every text that a secret-looking variable went into. */
    Set<String> secrets() {
        return secrets;
    }

    Value call(String function, List<Value> arguments) throws TemplateException {
        Value value = switch (function) {
            case "env" -> env(arguments);
            case "must_env" -> mustEnv(only(function, arguments));
            case "json_escape" -> jsonEscape(only(function, arguments));
            default -> throw new TemplateException("there is no function " + function);
        };
        if (value.secret() && !value.text().isBlank()) {
            secrets.add(value.text());
        }
        return value;
    }

    /** The first variable that is set and not empty; else the last argument itself, which thereby is the default. */
    private Value env(List<Value> names) throws TemplateException {
        Value last = new Value("", false);
        for (int i = 0; i < names.size(); i++) {
            last = names.get(i);
            boolean mereDefault = i > 0 && i == names.size() - 1 && !mayName(last.text());
            String value = mereDefault ? "" : lookUp(last).orElse("");
            if (!value.isEmpty()) {
                return new Value(value, looksSecret(last));
            }
        }
        return last;
    }

    private Value mustEnv(Value name) throws TemplateException {
        String value = lookUp(name)
                .orElseThrow(() -> new TemplateException("must_env: the variable " + shown(name) + " is not set"));
        return new Value(value, looksSecret(name));
    }

    private Optional<String> lookUp(Value name) throws TemplateException {
        if (!mayName(name.text())) {
            throw new TemplateException("policy does not let a manifest read the variable " + shown(name));
        }
        return Optional.ofNullable(environment.get(name.text()));
    }

    private boolean mayName(String name) {
        return allowed.map(names -> names.contains(name)).orElse(true);
    }

    private static boolean looksSecret(Value name) {
        return name.secret() || looksSecret(name.text());
    }

    /** Whether a variable of this name is likely to hold something that must not be printed. */
    static boolean looksSecret(String name) {
        return SECRET_NAME.matcher(name.toUpperCase(Locale.ROOT)).matches();
    }

    private static String shown(Value name) {
        return name.secret() ? "that another secret variable names" : name.text();
    }

    private static Value only(String function, List<Value> arguments) throws TemplateException {
        if (arguments.size() != 1) {
            throw new TemplateException(function + " takes one argument, not " + arguments.size());
        }
        return arguments.get(0);
    }

    /** The body of a JSON string, spelt as Go's {@code encoding/json} does. */
    private static Value jsonEscape(Value value) {
        StringBuilder escaped = new StringBuilder();
        for (char c : value.text().toCharArray()) {
            switch (c) {
                case '"', '\\' -> escaped.append('\\').append(c);
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '<', '>', '&', '\u2028', '\u2029' -> escaped.append(String.format("\\u%04x", (int) c));
                default -> escaped.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return new Value(escaped.toString(), value.secret());
    }
}
