package io.kindling.driver.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The moment at which a driver is killed: the n-th job of a kind, or the n-th byte written to a path.
 *
 * @param where part of a path; empty for a job
 */
record Moment(Kind kind, long number, String where) {

    /** What is counted. */
    enum Kind {
        /** Jobs that read and order the data. */
        PREPARATION,
        /** Iterations since the start of the process. */
        GRADIENT,
        /** Validations since the start of the process. */
        VALIDATION,
        /** Written bytes. */
        WRITE,
        /** No kill. */
        NEVER
    }

    static final Moment NEVER = new Moment(Kind.NEVER, 0, "");

    static Moment parse(String text) {
        String[] parts = text.split("@", -1);
        return new Moment(Kind.valueOf(parts[0]), Long.parseLong(parts[1]), parts[2]);
    }

    /** The text that {@link #parse} reads. */
    String text() {
        return kind + "@" + number + "@" + where;
    }

    /**
     * Seeded moments over one training that resumes after each: at its start, inside epochs, during checkpoints and
     * validations, and at its end.
     *
     * @param checkpointBytes size of one checkpoint
     */
    static List<Moment> over(long seed, int checkpointBytes) {
        Random random = new Random(seed);
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            moments.add(new Moment(Kind.PREPARATION, 1 + random.nextInt(4), ""));
        }
        for (int i = 0; i < 6; i++) {
            moments.add(new Moment(Kind.GRADIENT, 1 + random.nextInt(15), ""));
        }
        for (int i = 0; i < 6; i++) {
            moments.add(new Moment(Kind.WRITE, random.nextInt(2 * checkpointBytes), "/checkpoints/"));
        }
        for (String file : List.of("state.json", "manifest.json")) {
            moments.add(new Moment(Kind.WRITE, random.nextInt(200), file));
        }
        for (int i = 0; i < 4; i++) {
            moments.add(new Moment(Kind.VALIDATION, 1, ""));
        }
        Collections.shuffle(moments, random);
        moments.add(new Moment(Kind.WRITE, random.nextInt(1000), "/run/model/model.safetensors"));
        moments.add(new Moment(Kind.WRITE, random.nextInt(300), "/run/model/manifest.json"));
        moments.add(new Moment(Kind.WRITE, random.nextInt(500), "/run/summary.json"));
        moments.add(new Moment(Kind.WRITE, random.nextInt(300), "/run/manifest.json"));
        return moments;
    }
}
