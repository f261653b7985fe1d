-- Which kinds of units each block holds anywhere: by these people know it, not by a folder's name.
select distinct block, label as kind
from facts
where record = 'unit'
order by block, kind
