-- Purpose: forgets what a step has listed.
close scoutwatch_candidates;
