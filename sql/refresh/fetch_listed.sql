-- Purpose: the next rows that a step has listed, in the order of the list.
-- Placeholder (a whole number): {rows}, the most rows.
-- Columns: those of the list.

fetch forward {rows} from scoutwatch_candidates;
