package io.kindling.driver.registry;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A version of a model: what {@code version.json} says.
 *
 * @param version its number, from 1
 * @param run location of the run that made it
 * @param created when, UTC
 * @param parent number of the version that training started from; 0 for none
 * @param metrics of the run, those that are finite: {@code validation.accuracy}
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
        // In one order in every process: the checksum of the file is over it.
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }
}
