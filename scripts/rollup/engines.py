"""Runs the roll-up's SQL, unchanged, on DuckDB or on Apache Spark. Both give the same tables."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from schemas.errors import KiemdiemError

Sources = Mapping[str, Sequence[Path]]
"""Name of a table → the Parquet files that make it up."""

Queries = Mapping[str, str]
"""Name of a table → the query that gives it, of tables named before."""

Tables = dict[str, list[tuple[Any, ...]]]
_SPARK = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "true",
    "spark.sql.optimizer.canChangeCachedPlanOutputPartitioning": "true",  # else 200 tasks for a handful of rows
}
Engine = Callable[[Sources, Queries, Queries], Tables]
"""Makes some tables once, for the queries of the others, whose rows it gives."""


class EngineError(KiemdiemError):
    """The engine is not there or does not start; the message says what to do."""


def on_duckdb(sources: Sources, made: Queries, asked: Queries) -> Tables:
    import duckdb

    try:
        with duckdb.connect() as connection:
            connection.execute("SET preserve_insertion_order = false")  # what is shown is sorted by its own query
            for name, files in sources.items():
                connection.read_parquet([str(file) for file in files]).create_view(name)
            for name, query in made.items():
                connection.execute(f"CREATE TEMP TABLE {name} AS {query}")
            return {name: connection.execute(query).fetchall() for name, query in asked.items()}
    except duckdb.Error as failure:
        raise EngineError(f"DuckDB không cộng được: {str(failure).splitlines()[0]}") from None


def on_spark(sources: Sources, made: Queries, asked: Queries) -> Tables:
    """On the cluster that Spark's own configuration names; without one, on all processors of this machine."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise EngineError("Chưa có Spark: cài bằng `pip install 'kiemdiem[spark]'`.") from None
    try:
        session = SparkSession.builder.appName("kiemdiem").config(map=_SPARK).getOrCreate()
    except PySparkException:
        raise EngineError("Không khởi động được Spark: cần Java 17 trở lên (`java` trong PATH).") from None
    try:
        for name, files in sources.items():
            session.read.parquet(*(str(file) for file in files)).createOrReplaceTempView(name)
        for name, query in made.items():
            session.sql(query).cache().createOrReplaceTempView(name)
        return {name: [tuple(row) for row in session.sql(query).collect()] for name, query in asked.items()}
    finally:
        session.stop()


ENGINES: dict[str, Engine] = {"duckdb": on_duckdb, "spark": on_spark}
