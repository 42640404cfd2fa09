"""A nightly training under Airflow: one task per day, safe to retry, clear and backfill."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

with DAG(
    dag_id="kindling_nightly",
    # The data of a day is complete after its end in UTC: the run of the 21st starts on the 22nd at 02:15.
    schedule="15 2 * * *",
    start_date=datetime(2026, 11, 1),
    # Do not run missed days: today's model needs no model of last week.
    catchup=False,
    # A second simultaneous run would find the lock held and end with exit code 5.
    max_active_runs=1,
    default_args={
        # A retry resumes from the newest checkpoint. It waits longer than output.staleLockMinutes, so the lock of a
        # driver that was lost with its machine is stale.
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
        # One thread per task; Spark already runs a task on every core.
        conf={"spark.executorEnv.OPENBLAS_NUM_THREADS": "1"},
        env_vars={"OPENBLAS_NUM_THREADS": "1"},
        application_args=[
            "train",
            "--config",
            "hdfs:///conf/nightly.yaml",
            # The day before the end of the data interval in UTC: the last complete day, in Airflow 2 and 3. Do not use
            # the time at which the task runs: a retry or a backfill changes it.
            "--as-of",
            "{{ macros.ds_add(data_interval_end | ds, -1) }}",
            "--set",
            "registry.folder=hdfs:///models",
        ],
        # Exit codes: 0 done, 2 configuration, 3 data, 4 diverged, 5 locked, 6 not promoted. Client mode returns them;
        # every code except 0 fails the task. Set registry.refusedExitCode to 0 if code 6 should not fail it.
    )
