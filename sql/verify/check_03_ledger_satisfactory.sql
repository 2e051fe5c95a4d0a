-- Purpose: check 3: the ledger has satisfactory rows.
-- Parameters: none.
-- Columns (one row): verdict text, detail text.

select
    case when figures.total_persons = 0 then 'SKIP' when figures.satisfactory = 0 then 'ERROR' else 'OK' end as verdict,
    case
        when figures.total_persons = 0 then 'there is no person'
        else format(
            'the ledger attributes %s of %s persons (%s %%)', figures.satisfactory, figures.total_persons,
            round(100.0 * figures.satisfactory / figures.total_persons, 1)
        )
    end as detail
from ops.v_scout_attribution_figures as figures
order by 1
limit 1;
