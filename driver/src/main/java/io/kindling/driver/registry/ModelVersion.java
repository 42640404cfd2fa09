package io.kindling.driver.registry;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A version of a model, as stored in {@code version.json}.
 *
 * @param version its number, from 1
 * @param run location of the run that trained it
 * @param created time, UTC
 * @param parent number of the version that training started from; 0 for none
 * @param metrics the finite metrics of the run: {@code validation.accuracy}
 */
public record ModelVersion(
        String model,
        int version,
        String run,
        String created,
        int parent,
        String parametersSha256,
        Map<String, Double> metrics) {
    public ModelVersion {
        // The same order in every process, because the checksum of the file covers it.
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }
}
