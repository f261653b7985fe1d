-- How many objects of each kind have which level, per committee; decided ones apart from those still on their way.
select
  year, committee, label as kind, decided,
  cast(sum(number) as bigint) as rated_groups,
  cast(coalesce(sum(number) filter (where state = 'vuot_han_muc'), 0) as bigint) as over,
  cast(sum(excellent) as bigint) as excellent,
  cast(sum(good) as bigint) as good,
  cast(sum(completed) as bigint) as completed,
  cast(sum(failed) as bigint) as failed,
  cast(sum(unrated) as bigint) as unrated
from summed
where record = 'group'
group by year, committee, label, decided
order by year, committee, label, decided
