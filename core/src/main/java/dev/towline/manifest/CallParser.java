package dev.towline.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads one template call, such as {@code env "A" "b" | json_escape} in double braces, in the grammar of Go's text/template cut down to
 * our functions, literals, parentheses and pipes.
 */
final class CallParser {

    private static final int DEEPEST = 20;

    private final String text;
    private int at;
    private int depth;
    private boolean callsSomething;

    private CallParser(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /**
     * A call found at {@code start}.
     *
     * @param end offset behind the closing braces
     * @param trimsBefore its opening braces have a dash: white space before it goes
     * @param trimsAfter its closing braces have a dash: white space behind it goes
     */
    record Call(Expression expression, int end, boolean trimsBefore, boolean trimsAfter) {}

    /** The call whose opening braces are at {@code start}; empty when these braces are none of ours. */
    static Optional<Call> parse(String text, int start) throws TemplateException {
        CallParser parser = new CallParser(text, start + 2);
        boolean trimsBefore = parser.skipTrimMarker();
        boolean ours = parser.beginsWithOurFunction();
        try {
            Expression expression = parser.pipeline();
            boolean trimsAfter = parser.closingBraces();
            return parser.callsSomething
                    ? Optional.of(new Call(expression, parser.at, trimsBefore, trimsAfter))
                    : Optional.empty();
        } catch (TemplateException e) {
            if (ours) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private boolean skipTrimMarker() {
        if (text.startsWith("-", at) && at + 1 < text.length() && isSpace(text.charAt(at + 1))) {
            at += 2;
            return true;
        }
        return false;
    }

    private boolean beginsWithOurFunction() {
        int begin = at;
        while (begin < text.length() && isSpace(text.charAt(begin))) {
            begin++;
        }
        int end = begin;
        while (end < text.length() && isNamePart(text.charAt(end))) {
            end++;
        }
        return Variables.FUNCTIONS.contains(text.substring(begin, end))
                && end < text.length()
                && (isSpace(text.charAt(end)) || "\"`(|}\\'".indexOf(text.charAt(end)) >= 0);
    }

    private Expression pipeline() throws TemplateException {
        if (++depth > DEEPEST) {
            throw new TemplateException("template is nested deeper than " + DEEPEST);
        }
        Expression value = command(Optional.empty());
        skipSpace();
        while (take('|')) {
            value = command(Optional.of(value));
            skipSpace();
        }
        depth--;
        return value;
    }

    private Expression command(Optional<Expression> piped) throws TemplateException {
        skipSpace();
        if (at < text.length() && isNamePart(text.charAt(at))) {
            String function = name();
            List<Expression> arguments = new ArrayList<>();
            while (skipSpace() && startsOperand()) {
                arguments.add(operand());
            }
            piped.ifPresent(arguments::add);
            callsSomething = true;
            return new Expression.Apply(function, List.copyOf(arguments));
        }
        if (piped.isPresent()) {
            throw unreadable("a pipe ends in a function");
        }
        return operand();
    }

    private String name() throws TemplateException {
        int begin = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        String name = text.substring(begin, at);
        if (!Variables.FUNCTIONS.contains(name)) {
            throw unreadable("\"" + name + "\" is none of env, must_env and json_escape");
        }
        return name;
    }

    private boolean startsOperand() {
        return at < text.length() && "\"`(".indexOf(text.charAt(at)) >= 0;
    }

    private Expression operand() throws TemplateException {
        if (take('(')) {
            Expression inner = pipeline();
            skipSpace();
            if (!take(')')) {
                throw unreadable("a parenthesis is not closed");
            }
            return inner;
        }
        if (take('`')) {
            return new Expression.Text(rawLiteral());
        }
        if (take('"')) {
            return new Expression.Text(quotedLiteral());
        }
        throw unreadable("a variable's name is written in double quotes or back quotes, without backslashes");
    }

    private String rawLiteral() throws TemplateException {
        int end = text.indexOf('`', at);
        if (end < 0) {
            throw unreadable("a back quote is not closed");
        }
        String literal = text.substring(at, end).replace("\r", "");
        at = end + 1;
        return literal;
    }

    private String quotedLiteral() throws TemplateException {
        StringBuilder literal = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '\n') {
            char c = text.charAt(at++);
            if (c == '"') {
                return literal.toString();
            }
            literal.append(c == '\\' ? escape() : String.valueOf(c));
        }
        throw unreadable("a double quote is not closed");
    }

    private String escape() throws TemplateException {
        char c = at < text.length() ? text.charAt(at++) : '\n';
        return switch (c) {
            case 'a' -> "\u0007";
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'v' -> "\u000b";
            case '\\', '"' -> String.valueOf(c);
            case 'x' -> codePoint(2, 0x7F);
            case 'u' -> codePoint(4, 0xFFFF);
            case 'U' -> codePoint(8, Character.MAX_CODE_POINT);
            default -> throw unreadable("a backslash is followed by something Go does not know");
        };
    }

    private String codePoint(int digits, int highest) throws TemplateException {
        long value = -1;
        if (at + digits <= text.length()) {
            String hex = text.substring(at, at + digits);
            value = hex.chars().allMatch(d -> Character.digit(d, 16) >= 0 && d < 128) ? Long.parseLong(hex, 16) : -1;
        }
        if (value < 0 || value > highest || (value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE)) {
            throw unreadable("a backslash is followed by no character's number");
        }
        at += digits;
        return Character.toString((int) value);
    }

    private boolean closingBraces() throws TemplateException {
        boolean trims = isSpace(text.charAt(at - 1)) && text.startsWith("-}}", at);
        if (!trims && !text.startsWith("}}", at)) {
            throw unreadable("something is left before the closing braces");
        }
        at += trims ? 3 : 2;
        return trims;
    }

    private boolean skipSpace() {
        int begin = at;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at > begin;
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isNamePart(char c) {
        return c == '_' || (c < 128 && Character.isLetterOrDigit(c));
    }

    private static TemplateException unreadable(String why) {
        return new TemplateException("template cannot be read: " + why);
    }
}
