//! What this process costs, by the operating system's account.

/// What this process has cost so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Processor time, in the program and in the kernel.
    pub processor_seconds: f64,
    /// Memory that is in use now.
    pub resident_bytes: i64,
}

/// The cost so far; `None` where the system does not tell it.
#[cfg(target_os = "linux")]
pub fn now() -> Option<Cost> {
    let stat = procfs::process::Process::myself().ok()?.stat().ok()?;
    let ticks = (stat.utime + stat.stime) as f64;
    Some(Cost {
        processor_seconds: ticks / procfs::ticks_per_second() as f64,
        resident_bytes: (stat.rss * procfs::page_size()).cast_signed(),
    })
}

/// The cost so far; `None` where the system does not tell it.
#[cfg(not(target_os = "linux"))]
pub fn now() -> Option<Cost> {
    None
}
