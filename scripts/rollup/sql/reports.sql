-- Of every committee, each year: how many of those that have to report have done so. None is none, never zero of zero.
select
  years.year, ancestry.above as committee,
  count(*) as expected,
  count(reporting.committee) as reported,
  min(reporting.as_of) as oldest
from expected
join ancestry on ancestry.committee = expected.committee
cross join (select distinct year from reporting) as years
left join reporting on reporting.committee = expected.committee and reporting.year = years.year
group by years.year, ancestry.above
order by years.year, ancestry.above
