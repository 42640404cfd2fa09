package io.kindling.jobs;

import io.kindling.driver.live.LiveServer;
import io.kindling.driver.report.RunView;
import io.kindling.driver.run.RunJournal;
import io.kindling.driver.run.StopRequest;
import io.kindling.jobs.console.Console;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import java.io.PrintStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --ui}: the live page of a training. */
public final class LiveOptions {
    private static final Pattern ADDRESS = Pattern.compile("(?:(.+):)?(\\d{1,5})");
    private static final int MAX_PORT = 65535;

    @Option(
            names = "--ui",
            paramLabel = "[HOST:]PORT",
            description = "Serves a live page of the training and prints its address. Port 0 selects a free port; "
                    + "the default host is 127.0.0.1.")
    private String address;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** The live page; a no-op without {@code --ui}. */
    static final class Page implements AutoCloseable {
        private final LiveServer server;

        private Page(LiveServer server) {
            this.server = server;
        }

        /** Shows the run of a journal. */
        void show(RunJournal journal) {
            if (server != null) {
                server.show(journal::view);
            }
        }

        @Override
        public void close() {
            if (server != null) {
                server.close();
            }
        }
    }

    /** Starts the page with {@code --ui}. If the address is not available, prints a warning and training continues. */
    Page open(String name, StopRequest stop, PrintStream progress) {
        if (address == null) {
            return new Page(null);
        }
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > MAX_PORT) {
            throw new ConfigurationException("Invalid --ui: " + address + " (must be a port, or host:port)");
        }
        String host = parts.group(1) == null ? "127.0.0.1" : parts.group(1);
        try {
            LiveServer server = LiveServer.start(
                    host, Integer.parseInt(parts.group(2)), () -> RunView.preparing(name), stop::request);
            Console.unmasked(spec, progress).println("live page: " + server.address());
            return new Page(server);
        } catch (StorageException e) {
            progress.println("warning: " + e.getMessage());
            return new Page(null);
        }
    }
}
