#!/usr/bin/env bash
# A nightly training on YARN: yarn.sh 2026-11-21. Ends with Kindling's exit code.
set -euo pipefail

date="${1:?give the date of the run, as in 2026-11-21}"
jar="${KINDLING_JAR:-jobs/target/kindling.jar}"

# Client mode: the driver is this process, so its exit code is the exit code of the command. SIGTERM saves the state; run the same command to resume.
# In cluster mode, let YARN start the driver once (spark.yarn.maxAppAttempts=1) and check promotion.json in the run folder.
exec "${SPARK_HOME:?}/bin/spark-submit" \
  --master yarn \
  --deploy-mode client \
  --name "kindling-nightly-$date" \
  --class io.kindling.jobs.Kindling \
  --num-executors 8 \
  --executor-cores 4 \
  --executor-memory 8g \
  --driver-memory 4g \
  --conf spark.yarn.maxAppAttempts=1 \
  --conf spark.executorEnv.OPENBLAS_NUM_THREADS=1 \
  "$jar" train \
  --config conf/scheduled/nightly.yaml \
  --as-of "$date" \
  --set registry.folder=hdfs:///models
