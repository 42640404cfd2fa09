package io.kindling.trainer.schedule;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Numbers;
import java.util.List;

/**
 * base * gamma^(number of milestones <= t): {@code MultiStepLR} of PyTorch.
 *
 * @param milestones updates or epochs at which the rate changes, in ascending order; a repeated milestone counts each
 *     time
 * @param gamma factor per milestone; default 0.1
 */
public record MultiStep(List<Integer> milestones, double gamma) implements Schedule {
    public MultiStep {
        milestones = List.copyOf(milestones);
        for (int i = 0; i < milestones.size(); i++) {
            if (milestones.get(i) < (i == 0 ? 0 : milestones.get(i - 1))) {
                throw new ConfigurationException(
                        "Invalid multiStep.milestones: " + milestones + " (must be ascending and not negative)");
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
