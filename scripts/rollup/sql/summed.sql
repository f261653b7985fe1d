-- The same facts for every committee above: whoever reports counts for itself and for each one over it.
select
  facts.year, ancestry.above as committee, facts.block, facts.record, facts.label, facts.state, facts.decided,
  cast(sum(facts.number) as bigint) as number,
  cast(sum(facts.late) as bigint) as late,
  cast(sum(facts.disputed) as bigint) as disputed,
  cast(sum(facts.excellent) as bigint) as excellent,
  cast(sum(facts.good) as bigint) as good,
  cast(sum(facts.completed) as bigint) as completed,
  cast(sum(facts.failed) as bigint) as failed,
  cast(sum(facts.unrated) as bigint) as unrated
from facts
join ancestry on ancestry.committee = facts.committee
group by facts.year, ancestry.above, facts.block, facts.record, facts.label, facts.state, facts.decided
