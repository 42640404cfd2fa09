#!/usr/bin/env bash
# A nightly training on Kubernetes: kubernetes.sh 2026-11-21. The image is Spark's image with the jar added at /opt/kindling/kindling.jar.
set -euo pipefail

date="${1:?give the date of the run, as in 2026-11-21}"
api="${KUBERNETES_API:?give the address of the API server, as in https://host:6443}"
image="${KINDLING_IMAGE:?give the name of the image}"
bucket="${KINDLING_BUCKET:?give the bucket, as in s3a://bucket}"

# Cluster mode: the driver is a separate pod, and configuration, data, runs and models are in the bucket.
# spark.kubernetes.submission.waitAppCompletion: this command waits for the driver.
# Spark does not return the exit code of the driver: the status of the pod has it, and promotion.json in the run folder has the outcome.
# The lock needs a conditional write, which S3A supports from Hadoop 3.4.2.
exec "${SPARK_HOME:?}/bin/spark-submit" \
  --master "k8s://$api" \
  --deploy-mode cluster \
  --name "kindling-nightly-$date" \
  --class io.kindling.jobs.Kindling \
  --conf spark.kubernetes.container.image="$image" \
  --conf spark.kubernetes.submission.waitAppCompletion=true \
  --conf spark.executor.instances=8 \
  --conf spark.executor.cores=4 \
  --conf spark.executor.memory=8g \
  --conf spark.driver.memory=4g \
  --conf spark.executorEnv.OPENBLAS_NUM_THREADS=1 \
  --conf spark.kubernetes.driverEnv.OPENBLAS_NUM_THREADS=1 \
  local:///opt/kindling/kindling.jar train \
  --config "$bucket/conf/nightly.yaml" \
  --as-of "$date" \
  --set "registry.folder=$bucket/models"
