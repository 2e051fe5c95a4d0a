-- Purpose: how many rows a step has listed; the tag of the answer says it.
move forward all in scoutwatch_candidates;
