-- The one scan over everything that was handed up; all other tables are sums of this one.
select
  year, committee, block, record, label, state, decided,
  count(*) as number,
  count(*) filter (where late) as late,
  count(*) filter (where disputed) as disputed,
  cast(sum(excellent) as bigint) as excellent,
  cast(sum(good) as bigint) as good,
  cast(sum(completed) as bigint) as completed,
  cast(sum(failed) as bigint) as failed,
  cast(sum(unrated) as bigint) as unrated
from snapshot
group by year, committee, block, record, label, state, decided
