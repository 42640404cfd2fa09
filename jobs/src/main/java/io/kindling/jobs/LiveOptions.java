package io.kindling.jobs;

import io.kindling.driver.experiment.RunJournal;
import io.kindling.driver.experiment.StopRequest;
import io.kindling.driver.live.LiveServer;
import io.kindling.driver.report.RunView;
import io.kindling.jobs.console.Console;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import java.io.PrintStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --ui}: the page of a training while it goes. */
public final class LiveOptions {
    private static final Pattern ADDRESS = Pattern.compile("(?:(.+):)?(\\d{1,5})");
    private static final int MAX_PORT = 65535;

    @Option(
            names = "--ui",
            paramLabel = "[HOST:]PORT",
            description =
                    "Shows the training in a browser while it goes; the address is printed. Port 0 takes a free one; "
                            + "the host is 127.0.0.1 unless it is given.")
    private String address;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** A page that is served; of one that nobody asked for, nothing is. */
    static final class Page implements AutoCloseable {
        private final LiveServer server;

        private Page(LiveServer server) {
            this.server = server;
        }

        /** Shows the run of this journal. */
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

    /** Serves the page where it was asked for. An address that cannot be had is a warning: the training matters more. */
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
            LiveServer server =
                    LiveServer.start(host, Integer.parseInt(parts.group(2)), () -> RunView.preparing(name), stop::ask);
            Console.unmasked(spec, progress).println("watch it at " + server.address());
            return new Page(server);
        } catch (StorageException e) {
            progress.println("warning: " + e.getMessage());
            return new Page(null);
        }
    }
}
