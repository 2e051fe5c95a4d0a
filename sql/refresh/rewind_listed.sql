-- Purpose: goes back to the first row that a step has listed.
move absolute 0 in scoutwatch_candidates;
