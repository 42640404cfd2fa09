package io.kindling.trainer.schedule;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Numbers;
import java.util.List;

/**
 * base times one gamma for each milestone up to t, t included: {@code MultiStepLR} of PyTorch.
 *
 * @param milestones updates or epochs at which the rate changes, not falling; one that stands twice counts twice
 * @param gamma factor of each, default 0.1
 */
public record MultiStep(List<Integer> milestones, double gamma) implements Schedule {
    public MultiStep {
        milestones = List.copyOf(milestones);
        for (int i = 0; i < milestones.size(); i++) {
            if (milestones.get(i) < (i == 0 ? 0 : milestones.get(i - 1))) {
                throw new ConfigurationException(
                        "Invalid multiStep.milestones: " + milestones + " (must not be negative, nor fall)");
            }
        }
        Numbers.positive("multiStep.gamma", gamma);
    }

    public MultiStep(List<Integer> milestones) {
        this(milestones, 0.1);
    }

    @Override
    public double learningRate(double base, long t, ScheduleState state) {
        long passed = milestones.stream().filter(milestone -> milestone <= t).count();
        return base * StrictMath.pow(gamma, (double) passed);
    }
}
