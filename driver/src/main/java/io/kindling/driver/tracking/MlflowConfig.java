package io.kindling.driver.tracking;

import io.kindling.trainer.error.ConfigurationException;
import java.net.URI;

/**
 * A tracking server of MLflow. Its credentials come from MLflow's environment variables: {@code MLFLOW_TRACKING_TOKEN},
 * or {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}.
 *
 * @param uri of the server: {@code https://mlflow.example.com}
 * @param experiment name of the experiment, which is created if it does not exist; default {@code kindling}
 */
public record MlflowConfig(String uri, String experiment) {
    public MlflowConfig {
        URI parsed = parse(uri);
        boolean web = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
        if (!web || parsed.getHost() == null || parsed.getQuery() != null) {
            throw invalid("must be http:// or https:// with a host");
        }
        if (parsed.getUserInfo() != null) {
            throw invalid("must not hold a password; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD");
        }
        if (experiment.isBlank()) {
            throw new ConfigurationException("Invalid tracking.mlflow.experiment: \"\" (must be a name)");
        }
    }

    public MlflowConfig(String uri) {
        this(uri, "kindling");
    }

    private static URI parse(String uri) {
        try {
            return URI.create(uri);
        } catch (IllegalArgumentException e) {
            throw invalid("must be a valid URI");
        }
    }

    /** The message omits the URI, which may hold a password. */
    private static ConfigurationException invalid(String why) {
        return new ConfigurationException("Invalid tracking.mlflow.uri: it " + why);
    }
}
