-- Completion and quota verdicts of each committee, block by block and, with no block, in all.
select
  year, committee, block,
  cast(coalesce(sum(number) filter (where record = 'unit'), 0) as bigint) as units,
  cast(coalesce(sum(number) filter (where record = 'unit' and state <> 'khong_phai_nop'), 0) as bigint) as owing,
  cast(coalesce(sum(number) filter (where record = 'unit' and state = 'du'), 0) as bigint) as complete,
  cast(coalesce(sum(number) filter (where record = 'item' and state <> 'khong_ap_dung'), 0) as bigint) as owed,
  cast(coalesce(sum(number) filter (where record = 'item' and state = 'da_nhan'), 0) as bigint) as done,
  cast(coalesce(sum(number) filter (where record = 'item' and state = 'dang_duyet'), 0) as bigint) as in_review,
  cast(coalesce(sum(number) filter (where record = 'item' and state = 'con_thieu'), 0) as bigint) as missing,
  cast(coalesce(sum(number) filter (where record = 'item' and state = 'qua_han'), 0) as bigint) as overdue,
  cast(coalesce(sum(late) filter (where record = 'item'), 0) as bigint) as late,
  cast(coalesce(sum(number) filter (where record = 'group'), 0) as bigint) as rated_groups,
  cast(coalesce(sum(number) filter (where record = 'group' and state = 'vuot_han_muc'), 0) as bigint) as over,
  cast(coalesce(sum(number) filter (where record = 'group' and state = 'chua_xep_het'), 0) as bigint) as unfinished,
  cast(coalesce(sum(disputed) filter (where record = 'group'), 0) as bigint) as disputed
from summed
group by grouping sets ((year, committee), (year, committee, block))
order by year, committee, block nulls first
