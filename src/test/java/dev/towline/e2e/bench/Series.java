package dev.towline.e2e.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers measured one per round. */
final class Series {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** Round by round this one's number in proportion to {@code other}'s. */
    Series over(Series other) {
        Series ratios = new Series();
        for (int i = 0; i < Math.min(values.size(), other.values.size()); i++) {
            ratios.add(values.get(i) / other.values.get(i));
        }
        return ratios;
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Median, least and greatest. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%6.2f  (%.2f..%.2f)",
                median(),
                values.stream().min(Double::compare).orElseThrow(),
                values.stream().max(Double::compare).orElseThrow());
    }
}
