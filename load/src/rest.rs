//! Measures the cost of REST calls on records, optionally beside another build of the program.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use clap::Args;
use hyper::Method;

use crate::drive::{self, Driven, Until};
use crate::figures::{median, spread, turns};
use crate::peer::Template;
use crate::product::Product;
use crate::say;
use crate::upstream::Upstream;
use crate::watch::Tree;

/// The options of `rest`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The number of rounds. The table shows their medians.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// The duration of each call's load in seconds.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// The number of simultaneous connections.
    #[arg(long, default_value_t = 16)]
    callers: usize,
    /// Another build of the program, which is measured in alternation with this one.
    #[arg(long)]
    beside: Option<PathBuf>,
    /// Run only the calls whose name contains this text.
    #[arg(long, default_value = "")]
    only: String,
}

/// A call on an app with 2,000 records of five fields (`product.py`).
struct Call {
    name: &'static str,
    /// The path to read. `None` adds a record.
    path: Option<&'static str>,
}

const CALLS: [Call; 5] = [
    Call {
        name: "one record",
        path: Some("/k/v1/record.json?id=1000&app="),
    },
    Call {
        name: "page of 100, ordered",
        path: Some("/k/v1/records.json?query=order%20by%20count%20desc%20limit%20100&app="),
    },
    Call {
        name: "filter of 20",
        path: Some("/k/v1/records.json?query=count%20%3E%201979&app="),
    },
    Call {
        name: "form fields",
        path: Some("/k/v1/app/form/fields.json?app="),
    },
    Call {
        name: "add one record",
        path: None,
    },
];

/// The measurements of one program with one call in one round.
struct Seen {
    driven: Driven,
    /// The CPU time per call.
    cpu: Duration,
}

/// Runs the calls and prints a table.
pub(crate) async fn run(options: &Options) -> Result<()> {
    let up = Upstream::start().await?;
    say("| call | CPU per call (rounds) | calls/s | p50, p99 ms | beside | ratio (rounds) |");
    say("|---|--:|--:|--:|--:|--:|");
    for call in CALLS
        .iter()
        .filter(|call| call.name.contains(&options.only))
    {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for is_ours in turns(options.rounds) {
            if is_ours {
                ours.push(measure(None, &up, call, options).await?);
            } else if let Some(program) = &options.beside {
                theirs.push(measure(Some(program), &up, call, options).await?);
            }
        }
        say(&row(call, &ours, &theirs));
    }
    Ok(())
}

async fn measure(
    program: Option<&Path>,
    up: &Upstream,
    call: &Call,
    options: &Options,
) -> Result<Seen> {
    let product = Product::start_program(program, up).await?;
    let template = template(&product, call)?;
    let drive = |seconds| {
        let until = Until::Time(Duration::from_secs(seconds));
        drive::run(&template, options.callers, until, None)
    };
    drive(1).await.context(call.name)?;
    let tree = Tree::of(product.pid())?;
    let before = tree.cpu();
    let driven = drive(options.seconds).await?;
    let cpu = tree.cpu().saturating_sub(before);
    product.stop()?;
    Ok(Seen {
        cpu: cpu / u32::try_from(driven.calls.max(1))?,
        driven,
    })
}

fn template(product: &Product, call: &Call) -> Result<Template> {
    let (app, record) = product.records()?;
    let mut headers = product.headers().to_vec();
    // The scripts of pages send this header.
    headers.push(("X-Requested-With".to_owned(), "XMLHttpRequest".to_owned()));
    let (method, path, body) = if let Some(path) = call.path {
        (Method::GET, format!("{path}{app}"), Bytes::new())
    } else {
        headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        (Method::POST, "/k/v1/record.json".to_owned(), record.into())
    };
    Ok(Template {
        server: product.address(),
        method,
        path,
        headers,
        body,
        upload: None,
    })
}

fn row(call: &Call, ours: &[Seen], theirs: &[Seen]) -> String {
    let micros = |seen: &Seen| seen.cpu.as_secs_f64() * 1e6;
    let cpu = spread(ours.iter().map(micros), 0);
    let rate = median(
        ours.iter()
            .map(|seen| seen.driven.calls as f64 / seen.driven.took.as_secs_f64()),
    );
    let ms = |pick: fn(&Driven) -> Duration| {
        median(
            ours.iter()
                .map(|seen| pick(&seen.driven).as_secs_f64() * 1e3),
        )
    };
    let beside = spread(theirs.iter().map(micros), 0);
    let both = ours.iter().zip(theirs);
    let ratio = spread(both.map(|(ours, theirs)| micros(ours) / micros(theirs)), 2);
    format!(
        "| {} | {cpu} µs | {rate:.0} | {:.1}, {:.1} | {beside} µs | {ratio} |",
        call.name,
        ms(|driven| driven.median),
        ms(|driven| driven.slowest_percent),
    )
}
