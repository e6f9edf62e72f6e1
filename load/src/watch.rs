//! Resource usage of the server, as the kernel reports it.

use std::fmt;
use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};

/// A measurement of a process.
pub(crate) struct Watch {
    resident_kib: u64,
    pub(crate) sockets: usize,
    threads: usize,
}

impl Watch {
    pub(crate) fn look(pid: u32) -> Result<Self> {
        let status =
            fs::read_to_string(format!("/proc/{pid}/status")).context("the server has ended")?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let resident_kib =
            resident.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok());
        let mut sockets = 0;
        for open in fs::read_dir(format!("/proc/{pid}/fd"))? {
            // A descriptor that was closed meanwhile is not counted.
            if let Ok(to) = fs::read_link(open?.path())
                && to.to_string_lossy().starts_with("socket:")
            {
                sockets += 1;
            }
        }
        Ok(Self {
            resident_kib: resident_kib.context("there is no VmRSS")?,
            sockets,
            threads: fs::read_dir(format!("/proc/{pid}/task"))?.count(),
        })
    }

    fn resident_mib(&self) -> f64 {
        self.resident_kib as f64 / 1_024.0
    }
}

impl fmt::Display for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mib, sockets, threads) = (self.resident_mib(), self.sockets, self.threads);
        write!(
            f,
            "{mib:6.1} MiB resident, {sockets} sockets, {threads} threads"
        )
    }
}

/// A process and all its child processes.
pub(crate) struct Tree(Vec<u32>);

impl Tree {
    pub(crate) fn of(pid: u32) -> Result<Self> {
        let mut all = vec![pid];
        let mut at = 0;
        while let Some(parent) = all.get(at) {
            for thread in fs::read_dir(format!("/proc/{parent}/task"))? {
                let children =
                    fs::read_to_string(thread?.path().join("children")).unwrap_or_default();
                all.extend(
                    children
                        .split_whitespace()
                        .filter_map(|pid| pid.parse::<u32>().ok()),
                );
            }
            at += 1;
        }
        Ok(Self(all))
    }

    /// Returns the CPU time so far, in user and kernel mode. The kernel counts in hundredths of a
    /// second.
    pub(crate) fn cpu(&self) -> Duration {
        let ticks = self.0.iter().filter_map(|pid| {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            let fields: Vec<u64> = stat
                .rsplit(')')
                .next()?
                .split(' ')
                .map(|field| field.parse().unwrap_or(0))
                .collect();
            // After the name, the state is the first field, utime the twelfth and stime the
            // thirteenth.
            Some(fields.get(12)? + fields.get(13)?)
        });
        Duration::from_millis(ticks.sum::<u64>() * 10)
    }

    /// Resets the peak of memory use.
    pub(crate) fn forget_peak(&self) {
        for pid in &self.0 {
            // Only the owner may do this. Otherwise the peak covers the whole lifetime, which is
            // not less.
            let _ = fs::write(format!("/proc/{pid}/clear_refs"), "5");
        }
    }

    /// Returns the peak of resident memory, summed over the processes.
    pub(crate) fn peak_mib(&self) -> f64 {
        self.sum("status", "VmHWM:")
    }

    /// Returns the proportional set size (PSS), in which shared memory is divided among its users.
    pub(crate) fn proportional_mib(&self) -> f64 {
        self.sum("smaps_rollup", "Pss:")
    }

    fn sum(&self, file: &str, key: &str) -> f64 {
        let kib = self.0.iter().filter_map(|pid| {
            let text = fs::read_to_string(format!("/proc/{pid}/{file}")).ok()?;
            let rest = text.lines().find_map(|line| line.strip_prefix(key))?;
            rest.trim().trim_end_matches(" kB").parse::<f64>().ok()
        });
        kib.sum::<f64>() / 1_024.0
    }
}

/// Returns the mean of the resident memory in MiB.
pub(crate) fn mean(seen: &[Watch]) -> f64 {
    seen.iter().map(Watch::resident_mib).sum::<f64>() / seen.len().max(1) as f64
}
