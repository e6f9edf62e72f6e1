//! Compares the CPU time, memory and latency of calls through Plugdock and through nginx, measured
//! in alternation.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use clap::Args;

use crate::ask::{Ask, What};
use crate::drive::{self, Driven, Until};
use crate::figures::{median, spread, turns};
use crate::peer::{Peer, Template};
use crate::product::Product;
use crate::say;
use crate::upstream::Upstream;
use crate::watch::Tree;
use crate::worker;

/// The options of `compare`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The number of rounds. The table shows their medians.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// The duration of each load in seconds.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Run only the loads whose name contains this text.
    #[arg(long, default_value = "")]
    only: String,
}

/// A load.
struct Load {
    name: &'static str,
    what: What,
    size: usize,
    tls: bool,
    connections: usize,
}

const UPLOAD: u64 = 200 * 1_048_576;

const LOADS: [Load; 6] = [
    Load {
        name: "1 KB",
        what: What::Plain,
        size: 1_024,
        tls: false,
        connections: 64,
    },
    Load {
        name: "1 KB, TLS upstream",
        what: What::Plain,
        size: 1_024,
        tls: true,
        connections: 64,
    },
    Load {
        name: "8 MB",
        what: What::Plain,
        size: 8 << 20,
        tls: false,
        connections: 16,
    },
    Load {
        name: "1 KB after 50 ms",
        what: What::Slow,
        size: 1_024,
        tls: false,
        connections: 256,
    },
    Load {
        name: "200 MB upload",
        what: What::Upload,
        size: 0,
        tls: false,
        connections: 16,
    },
    Load {
        name: "200 MB upload, TLS upstream",
        what: What::Upload,
        size: 0,
        tls: true,
        connections: 16,
    },
];

/// The measurements of one peer under one load in one round.
struct Seen {
    driven: Driven,
    /// The CPU time per call.
    cpu: Duration,
    peak_mib: f64,
    idle_mib: f64,
}

/// Runs the loads and prints a table.
pub(crate) async fn run(options: &Options) -> Result<()> {
    let up = Upstream::start().await?;
    say(
        "| load | nginx CPU per call | Plugdock CPU per call | ratio (rounds) | calls/s, nginx and Plugdock | p50, p99 ms | peak MiB | idle PSS MiB |",
    );
    say("|---|--:|--:|--:|--:|--:|--:|--:|");
    for load in LOADS
        .iter()
        .filter(|load| load.name.contains(&options.only))
    {
        let (mut theirs, mut ours) = (Vec::new(), Vec::new());
        for is_nginx in turns(options.rounds) {
            if is_nginx {
                theirs.push(measure(Peer::nginx(&up)?, &up, load, options).await?);
            } else {
                let product = Peer::Product(Product::start(&up).await?);
                ours.push(measure(product, &up, load, options).await?);
            }
        }
        say(&row(load, &theirs, &ours));
    }
    Ok(())
}

fn row(load: &Load, theirs: &[Seen], ours: &[Seen]) -> String {
    let cpu = |seen: &[Seen]| median(seen.iter().map(|seen| seen.cpu.as_secs_f64() * 1e6));
    let rate = |seen: &[Seen]| {
        median(
            seen.iter()
                .map(|seen| seen.driven.calls as f64 / seen.driven.took.as_secs_f64()),
        )
    };
    let both = ours.iter().zip(theirs);
    let ratios = both.map(|(ours, theirs)| ours.cpu.as_secs_f64() / theirs.cpu.as_secs_f64());
    let ms = |pick: fn(&Driven) -> Duration| {
        median(
            ours.iter()
                .map(|seen| pick(&seen.driven).as_secs_f64() * 1e3),
        )
    };
    format!(
        "| {} | {:.0} µs | {:.0} µs | {} | {:.0}, {:.0} | {:.1}, {:.1} | {:.0} | {:.1} |",
        load.name,
        cpu(theirs),
        cpu(ours),
        spread(ratios, 2),
        rate(theirs),
        rate(ours),
        ms(|driven| driven.median),
        ms(|driven| driven.slowest_percent),
        median(ours.iter().map(|seen| seen.peak_mib)),
        median(ours.iter().map(|seen| seen.idle_mib)),
    )
}

async fn measure(peer: Peer, up: &Upstream, load: &Load, options: &Options) -> Result<Seen> {
    let ask = Ask {
        what: load.what,
        seed: 0,
        size: load.size,
    };
    let upload = (load.what == What::Upload).then_some(UPLOAD);
    let template = peer.template(up, &ask.path(), load.tls, upload)?;
    // The first answer is compared with the upstream's body, byte for byte.
    let mut first = template.clone();
    first.upload = upload.map(|_| 1_000);
    let answer = whole(&first)
        .await
        .with_context(|| format!("{}: {}", peer.name(), load.name))?;
    // All worker processes exist once the peer answers.
    let tree = Tree::of(peer.pid())?;
    let idle_mib = tree.proportional_mib();
    let sent = if upload.is_some() {
        Bytes::from_static(b"1000")
    } else {
        ask.body()
    };
    let got = match &peer {
        Peer::Nginx { .. } => &answer[..],
        Peer::Product(_) => worker::split(&answer)?.0,
    };
    ensure!(got == sent, "{} changed the answer", peer.name());
    // The answer to an upload is the number of its bytes, so only its length in digits changes.
    let expected = answer.len() + upload.map_or(0, |size| size.to_string().len() - sent.len());
    let until = if upload.is_some() {
        Until::Once
    } else {
        Until::Time(Duration::from_secs(options.seconds))
    };
    if upload.is_none() {
        drive::run(
            &template,
            load.connections,
            Until::Time(Duration::from_secs(1)),
            Some(expected),
        )
        .await?;
    }
    tree.forget_peak();
    let before = tree.cpu();
    let driven = drive::run(&template, load.connections, until, Some(expected)).await?;
    let cpu = tree.cpu().saturating_sub(before);
    let seen = Seen {
        cpu: cpu / u32::try_from(driven.calls.max(1))?,
        peak_mib: tree.peak_mib(),
        idle_mib,
        driven,
    };
    peer.stop()?;
    Ok(seen)
}

/// Returns one complete answer. Waits up to 10 s until the peer accepts connections.
async fn whole(template: &Template) -> Result<Bytes> {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        match drive::connect(template.server).await {
            Ok(mut connection) => return drive::ask(&mut connection, template).await,
            Err(error) if Instant::now() > deadline => return Err(error),
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}
