package io.kindling.driver.data.sample;

import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.List;

/**
 * Selects the training examples and repeats some classes. Factor f gives floor(f) copies, and one more with probability
 * f - floor(f), drawn by content and seed.
 *
 * @param factors one factor per class, at least 1
 */
public record Oversampled(Training training, List<Double> factors, long seed) implements Selection {
    public Oversampled {
        factors = List.copyOf(factors);
    }

    @Override
    public int copies(long hash, float target) {
        int copies = training.copies(hash, target);
        if (copies == 0 || target < 0 || target >= factors.size()) {
            return copies;
        }
        double factor = factors.get((int) target);
        int whole = (int) factor;
        double draw = RandomStream.of(seed, Purpose.OVERSAMPLING).uniformDouble(hash);
        return draw < factor - whole ? whole + 1 : whole;
    }
}
