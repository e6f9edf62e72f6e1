//! The soak test: a steady load with injected faults, during which memory and connections are
//! watched.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use clap::Args;
use tokio::sync::Semaphore;

use crate::product::Product;
use crate::say;
use crate::upstream::Upstream;
use crate::watch::{self, Watch};
use crate::worker::{Tally, Worker};

/// The options of `soak`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The duration of the load in minutes.
    #[arg(long, default_value_t = 30.0)]
    minutes: f64,
    /// The calls per second, which should be half of the machine's maximum. 0 makes no pauses and
    /// finds the maximum.
    #[arg(long, default_value_t = 2_000)]
    rate: u32,
    /// The connections to the server. Each call with a fault occupies one for seconds.
    #[arg(long, default_value_t = 768)]
    connections: u32,
    /// Inject no faults.
    #[arg(long)]
    calm: bool,
}

/// The waiting time after the load. Pooled connections stay open for 20 s and are checked every 20
/// s.
const SETTLE: Duration = Duration::from_secs(45);
/// The time between two measurements.
const LOOK: Duration = Duration::from_secs(15);
/// The maximum number of calls that wait for a correct answer. After a moment without CPU time all
/// delayed calls come at once. The server allows one user with one plug-in 256 simultaneous calls,
/// and refuses calls beyond that and its queue. The rest of the 256 is for calls that hang.
const AT_ONCE: usize = 160;
/// The minimum number of measurements from which growing memory can be detected.
const LOOKS: usize = 20;
/// The minimum ratio of the actual to the requested rate.
const PART: f64 = 0.95;

/// Runs the soak test. Returns an error if an answer was wrong, the rate was too low, memory grew,
/// or connections remained open.
pub(crate) async fn run(options: &Options) -> Result<()> {
    let up = Upstream::start().await?;
    let product = Product::start(&up).await?;
    let pid = product.pid();
    let before = Watch::look(pid)?;
    let begun = Instant::now();
    let end = begun + Duration::from_secs_f64(options.minutes * 60.0);
    let pause =
        (options.rate > 0).then(|| Duration::from_secs(1) * options.connections / options.rate);
    let calls = Arc::new(product.calls(&format!("http://{}", up.plain))?);
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let workers: Vec<_> = (0..options.connections)
        .map(|number| {
            let worker = Worker::new(number, Arc::clone(&calls), options.calm, Arc::clone(&room));
            tokio::spawn(worker.run(end, pause))
        })
        .collect();

    let mut seen = Vec::new();
    while Instant::now() + LOOK < end {
        tokio::time::sleep(LOOK).await;
        let now = Watch::look(pid)?;
        say(&format!("{:6.0} s  {now}", begun.elapsed().as_secs_f64()));
        seen.push(now);
    }
    let mut tally = Tally::default();
    for worker in workers {
        tally.add(worker.await?);
    }
    let rate = tally.calls() as f64 / begun.elapsed().as_secs_f64();
    tokio::time::sleep(SETTLE).await;
    let after = Watch::look(pid)?;
    product.stop()?;

    say(&format!(
        "{tally}\n{rate:.0} calls per second\nbefore  {before}\nafter   {after}"
    ));
    ensure!(tally.wrong == 0, "{} answers were wrong", tally.wrong);
    ensure!(
        after.sockets <= before.sockets,
        "{} sockets before, {} after",
        before.sockets,
        after.sockets
    );
    ensure!(
        rate >= f64::from(options.rate) * PART,
        "{rate:.0} calls per second instead of {}",
        options.rate
    );
    if seen.len() < LOOKS {
        say("The load was too short to detect growing memory.");
        return Ok(());
    }
    // The first fifth of the measurements is ignored, because pools and caches are filling.
    let steady = &seen[seen.len() / 5..];
    let (first, last) = steady.split_at(steady.len() / 2);
    let (first, last) = (watch::mean(first), watch::mean(last));
    say(&format!(
        "resident, mean of the first and of the last half: {first:.1} and {last:.1} MiB"
    ));
    ensure!(
        last <= first * 1.05 + 1.0,
        "memory grew under a steady load"
    );
    Ok(())
}
