-- Each paper of the dispatch's list, per committee: where it is short.
select
  year, committee, label as item,
  cast(sum(number) as bigint) as owed,
  cast(coalesce(sum(number) filter (where state = 'da_nhan'), 0) as bigint) as done,
  cast(coalesce(sum(number) filter (where state = 'dang_duyet'), 0) as bigint) as in_review,
  cast(coalesce(sum(number) filter (where state = 'con_thieu'), 0) as bigint) as missing,
  cast(coalesce(sum(number) filter (where state = 'qua_han'), 0) as bigint) as overdue,
  cast(sum(late) as bigint) as late
from summed
where record = 'item' and state <> 'khong_ap_dung'
group by year, committee, label
order by year, committee, label
