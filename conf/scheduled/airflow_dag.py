"""A nightly training under Airflow: one task a day, safe to retry, to clear and to backfill."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

with DAG(
    dag_id="kindling_nightly",
    # Data of a day is complete when the day is over, by UTC: the run of the 21st starts on the 22nd at 02:15.
    schedule="15 2 * * *",
    start_date=datetime(2026, 11, 1),
    # Missed days are not made up for on their own; a model of today needs no model of last week.
    catchup=False,
    # Two at once would only find the lock held, and exit with code 5.
    max_active_runs=1,
    default_args={
        # A retry goes on from the last checkpoint. It waits longer than output.staleLockMinutes, so that a driver that
        # was lost with its machine no longer holds the lock.
        "retries": 2,
        "retry_delay": timedelta(minutes=6),
        "execution_timeout": timedelta(hours=6),
    },
) as dag:
    SparkSubmitOperator(
        task_id="train",
        conn_id="spark_default",
        application="/opt/kindling/kindling.jar",
        java_class="io.kindling.jobs.Kindling",
        name="kindling-nightly-{{ ds }}",
        executor_cores=4,
        executor_memory="8g",
        driver_memory="4g",
        # One thread a task; Spark already runs a task on every core.
        conf={"spark.executorEnv.OPENBLAS_NUM_THREADS": "1"},
        env_vars={"OPENBLAS_NUM_THREADS": "1"},
        application_args=[
            "train",
            "--config",
            "hdfs:///conf/nightly.yaml",
            # The day before the end of the data interval, by UTC: the one that is complete, in Airflow 2 and 3 alike. Never
            # the time at which the task runs, which a retry or a backfill would change.
            "--as-of",
            "{{ macros.ds_add(data_interval_end | ds, -1) }}",
            "--set",
            "registry.folder=hdfs:///models",
        ],
        # Exit codes: 0 done, 2 configuration, 3 data, 4 diverged, 5 locked, 6 not promoted. Client mode hands them on;
        # any but 0 fails the task. Set registry.refusedExitCode to 0 if code 6 should not.
    )
