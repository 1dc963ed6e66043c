package dev.towline.manifest;

import java.util.ArrayList;
import java.util.List;

/** What stands between the braces of a template call. */
sealed interface Expression {

    /** A text, and whether a secret-looking variable went into it. */
    record Value(String text, boolean secret) {}

    Value evaluate(Variables variables) throws TemplateException;

    /** A literal in quotes or back quotes. */
    record Text(String text) implements Expression {
        @Override
        public Value evaluate(Variables variables) {
            return new Value(text, false);
        }
    }

    /** A function and its arguments; what was piped into it comes last. */
    record Apply(String function, List<Expression> arguments) implements Expression {
        @Override
        public Value evaluate(Variables variables) throws TemplateException {
            List<Value> values = new ArrayList<>();
            for (Expression argument : arguments) {
                values.add(argument.evaluate(variables));
            }
            return variables.call(function, values);
        }
    }
}
