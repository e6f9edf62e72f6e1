//! The soak: a steady load with faults injected, memory and connections watched.

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

/// What the soak is to do.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How long the load stands.
    #[arg(long, default_value_t = 30.0)]
    minutes: f64,
    /// Calls a second: half of what the machine can. 0 does not pause, and so finds what it can.
    #[arg(long, default_value_t = 2_000)]
    rate: u32,
    /// Connections to the server. Each call that meets a fault holds one for seconds.
    #[arg(long, default_value_t = 768)]
    connections: u32,
    /// Without faults.
    #[arg(long)]
    calm: bool,
}

/// After the load: pooled connections are idle for 20 s, and looked through as often.
const SETTLE: Duration = Duration::from_secs(45);
/// Between two looks at the server.
const LOOK: Duration = Duration::from_secs(15);
/// Right answers waited for at once: what a moment without processor time held up comes all together,
/// and the server lets one user with one plug-in make 256 calls at once and refuses what comes above
/// that and its queue. The rest is for calls that hang.
const AT_ONCE: usize = 160;
/// Fewer looks say nothing of a memory that grows.
const LOOKS: usize = 20;
/// The least part of the asked rate that is still that rate.
const PART: f64 = 0.95;

/// Runs it; an error when an answer was wrong, the rate not kept, memory grew or a connection was kept.
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
        "{tally}\n{rate:.0} calls a second\nbefore  {before}\nafter   {after}"
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
        "{rate:.0} calls a second where {} were asked for",
        options.rate
    );
    if seen.len() < LOOKS {
        say("too short to say whether memory grows");
        return Ok(());
    }
    // The first fifth fills pools and caches.
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
