package io.kindling.jobs.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Alternates two trainings on one machine, so other load affects both. While one training runs, SIGSTOP suspends all
 * processes of the other. A training prints one line per epoch that ends with {@code 58,500 examples/s}. The first line
 * of a turn is ignored, because the epoch was interrupted by a stop.
 */
final class Turns {
    private Turns() {}

    /**
     * Runs the comparison.
     *
     * @param arguments seconds of warm-up per training after its first epoch, seconds per turn, number of rounds, and
     *     two shell commands
     */
    public static void main(String... arguments) throws InterruptedException {
        double warmUp = seconds("WARM-UP", arguments[0]);
        double seconds = seconds("SECONDS", arguments[1]);
        int rounds = (int) seconds("ROUNDS", arguments[2]);
        Training first = new Training("first", arguments[3]);
        Training second = new Training("second", arguments[4]);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Stream.of(first, second).forEach(Training::end)));
        try {
            compare(first, second, new Plan(warmUp, seconds, rounds));
        } catch (IllegalStateException | UncheckedIOException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Seconds of warm-up, seconds per turn, and number of rounds; each training has one turn per round. */
    private record Plan(double warmUp, double seconds, int rounds) {}

    private static void compare(Training first, Training second, Plan plan) throws InterruptedException {
        for (Training training : List.of(first, second)) {
            training.start();
            training.run(plan.warmUp());
        }
        List<Double> firstRates = new ArrayList<>();
        List<Double> secondRates = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 1; round <= plan.rounds(); round++) {
            firstRates.add(first.turn(plan.seconds()));
            secondRates.add(second.turn(plan.seconds()));
            ratios.add(firstRates.get(round - 1) / secondRates.get(round - 1));
            System.out.printf(
                    Locale.ROOT,
                    "round %d/%d  first %,.0f examples/s  second %,.0f examples/s  ratio %.2f%n",
                    round,
                    plan.rounds(),
                    firstRates.get(round - 1),
                    secondRates.get(round - 1),
                    ratios.get(round - 1));
        }
        System.out.printf(
                Locale.ROOT,
                "first / second: %.2f (%.2f to %.2f), first %,.0f examples/s, second %,.0f examples/s%n",
                median(ratios),
                ratios.stream().min(Double::compare).orElseThrow(),
                ratios.stream().max(Double::compare).orElseThrow(),
                median(firstRates),
                median(secondRates));
    }

    private static double seconds(String name, String value) {
        if (!value.matches("\\d+(\\.\\d+)?")) {
            System.err.println("error: Invalid " + name + ": " + value + "; give a number such as 10");
            System.exit(2);
        }
        return Double.parseDouble(value);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    /** A command and the rates that it prints. Used only by its reader thread and the thread that runs the turns. */
    private static final class Training {
        private static final Pattern RATE = Pattern.compile("([\\d,]+(?:\\.\\d+)?) examples/s$");
        private static final int LAST_LINES = 20;
        private static final int SECONDS_TO_END = 60;
        private static final int MILLIS_TO_READ = 5000;

        private final String name;
        private final String command;
        private final List<Double> rates = new ArrayList<>();
        private final Deque<String> lastLines = new ArrayDeque<>();
        private final CountDownLatch trainsOrEnded = new CountDownLatch(1);
        private Process process;
        private Thread reader;

        Training(String name, String command) {
            this.name = name;
            this.command = command;
        }

        /** Starts the command and waits for the end of its first epoch. */
        void start() throws InterruptedException {
            try {
                synchronized (this) {
                    process = new ProcessBuilder("bash", "-c", command)
                            .redirectErrorStream(true)
                            .start();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            reader = new Thread(this::read, name);
            reader.setDaemon(true);
            reader.start();
            trainsOrEnded.await();
            if (takeRates().isEmpty()) {
                process.waitFor();
                throw ended();
            }
        }

        private void read() {
            try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    add(line);
                }
            } catch (IOException e) {
                add(e.toString());
            }
            trainsOrEnded.countDown();
        }

        private synchronized void add(String line) {
            if (lastLines.size() == LAST_LINES) {
                lastLines.removeFirst();
            }
            lastLines.addLast(line);
            Matcher rate = RATE.matcher(line);
            if (rate.find()) {
                rates.add(Double.parseDouble(rate.group(1).replace(",", "")));
                trainsOrEnded.countDown();
            }
        }

        private synchronized List<Double> takeRates() {
            List<Double> taken = List.copyOf(rates);
            rates.clear();
            return taken;
        }

        /** Resumes the training for a turn. Returns the median rate of the complete epochs. */
        double turn(double seconds) throws InterruptedException {
            takeRates();
            signal("CONT");
            run(seconds);
            List<Double> inTurn = takeRates();
            if (inTurn.size() < 2) {
                throw new IllegalStateException(String.format(
                        Locale.ROOT,
                        "Cannot measure: %s (no complete epoch in %s s); give longer turns",
                        command,
                        seconds));
            }
            return median(inTurn.subList(1, inTurn.size()));
        }

        /** Waits while the training runs, then suspends it. */
        void run(double seconds) throws InterruptedException {
            if (process.waitFor(Math.round(seconds * 1e9), TimeUnit.NANOSECONDS)) {
                throw ended();
            }
            signal("STOP");
        }

        private IllegalStateException ended() throws InterruptedException {
            // Read the last lines, with a time limit: a child process that still runs keeps the output open.
            reader.join(MILLIS_TO_READ);
            synchronized (this) {
                return new IllegalStateException("Cannot finish all rounds: " + command + " (ended with code "
                        + process.exitValue() + "); train for more epochs. Its last lines:\n"
                        + String.join("\n", lastLines));
            }
        }

        /** Sends a signal to the command, then to the processes that it started. */
        private void signal(String signal) throws InterruptedException {
            kill(signal, List.of(process.toHandle()));
            kill(signal, process.descendants().toList());
        }

        private static void kill(String signal, List<ProcessHandle> processes) throws InterruptedException {
            if (processes.isEmpty()) {
                return;
            }
            List<String> words = new ArrayList<>(List.of("kill", "-" + signal));
            processes.forEach(one -> words.add(Long.toString(one.pid())));
            try {
                new ProcessBuilder(words).redirectErrorStream(true).start().waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /**
         * Ends the command. Terminates it first, so a training can save its state, and kills the remaining processes
         * after a minute.
         */
        void end() {
            synchronized (this) {
                if (process == null) {
                    return;
                }
            }
            List<ProcessHandle> started = process.descendants().toList();
            try {
                // A suspended process receives SIGTERM when it continues.
                process.destroy();
                signal("CONT");
                process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
            started.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
