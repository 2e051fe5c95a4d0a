//! What the kernel tells about processes.

use std::fs;
use std::path::Path;
use std::time::Duration;

/// Time that a process has worked, itself and for the kernel, in steps of 10 ms; nothing where it has ended.
pub(crate) fn cpu_time(process: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in parentheses, may hold anything.
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    if fields.first() == Some(&"Z") {
        return None;
    }
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// The number of kilobytes that `/proc/PID/status` says under a name, such as `VmRSS`.
pub(crate) fn kilobytes(process: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_whitespace().next()?.parse().ok()
}

/// The processes that work in this folder, or were given it as their home or temporary folder: a program
/// started there, and all that it started. A server overwrites what it was given.
pub(crate) fn living_in(home: &Path) -> Vec<u32> {
    let name = home.to_str().unwrap().as_bytes();
    let ids = fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let id: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        // Gone by now, or somebody else's.
        let place = fs::read_link(format!("/proc/{id}/cwd")).ok()?;
        let environment = fs::read(format!("/proc/{id}/environ")).ok()?;
        let was_given = environment.windows(name.len()).any(|window| window == name);
        (place.starts_with(home) || was_given).then_some(id)
    });
    ids.collect()
}

/// The children of a process.
pub(crate) fn children_of(parent: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap();
    children.split_whitespace().map(|id| id.parse().unwrap()).collect()
}
