//! The `scoutwatch` binary.

fn main() {}
