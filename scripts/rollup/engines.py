"""Runs the roll-up's SQL, unchanged, on DuckDB or on Apache Spark. Both give the same tables."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Sources = Mapping[str, Sequence[Path]]
"""Name of a table → the Parquet files that make it up."""

Steps = Mapping[str, str]
"""Name of a table → the query that makes it, of tables named before. What nobody asks for is made once and kept."""

Tables = dict[str, list[tuple[Any, ...]]]
_SPARK = {
    "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "true",
    "spark.sql.optimizer.canChangeCachedPlanOutputPartitioning": "true",  # else 200 tasks for a handful of rows
}  # fmt: skip
Engine = Callable[[Sources, Steps, Sequence[str]], Tables]
"""Gives the rows of the tables that are asked for."""


class EngineError(Exception):
    """The engine is not there or does not start; the message says what to do."""


def on_duckdb(sources: Sources, steps: Steps, wanted: Sequence[str]) -> Tables:
    import duckdb

    tables: Tables = {}
    try:
        with duckdb.connect() as connection:
            connection.execute("SET preserve_insertion_order = false")  # what is shown is sorted by its own query
            for name, files in sources.items():
                connection.read_parquet([str(file) for file in files]).create_view(name)
            for name, query in steps.items():
                if name in wanted:
                    tables[name] = connection.execute(query).fetchall()
                else:
                    connection.execute(f"CREATE TEMP TABLE {name} AS {query}")
    except duckdb.Error as failure:
        raise EngineError(f"DuckDB không cộng được: {str(failure).splitlines()[0]}") from None
    return tables


def on_spark(sources: Sources, steps: Steps, wanted: Sequence[str]) -> Tables:
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
        tables: Tables = {}
        for name, query in steps.items():
            if name in wanted:
                tables[name] = [tuple(row) for row in session.sql(query).collect()]
            else:
                session.sql(query).cache().createOrReplaceTempView(name)
        return tables
    finally:
        session.stop()


ENGINES: dict[str, Engine] = {"duckdb": on_duckdb, "spark": on_spark}
