package io.kindling.driver.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * When a driver is killed: at the n-th job of a kind, or at the n-th byte that it writes to a place.
 *
 * @param where part of a path; empty where the moment is a job
 */
record Moment(Kind kind, long number, String where) {

    /** What is counted. */
    enum Kind {
        /** Jobs that read and order the data. */
        PREPARATION,
        /** Iterations since this start. */
        GRADIENT,
        /** Validations since this start. */
        VALIDATION,
        /** Bytes. */
        WRITE,
        /** No kill. */
        NEVER
    }

    static final Moment NEVER = new Moment(Kind.NEVER, 0, "");

    static Moment parse(String text) {
        String[] parts = text.split("@", -1);
        return new Moment(Kind.valueOf(parts[0]), Long.parseLong(parts[1]), parts[2]);
    }

    /** What {@link #parse} reads. */
    String text() {
        return kind + "@" + number + "@" + where;
    }

    /**
     * Seeded moments over one training that goes on after each: at its start, inside epochs, while checkpoints are written, in validations, and last at its end.
     *
     * @param checkpointBytes that one checkpoint has
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
