//! Measures what record permissions cost: the same calls on an app of 100,000 records with ten rules
//! and on one without rules. Set `PLUGDOCK_DATABASE_URL` to an empty database to use PostgreSQL.

use std::time::Duration;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use clap::Args;
use hyper::Method;

use crate::drive::{self, Until};
use crate::figures::{median, spread, turns};
use crate::peer::Template;
use crate::product::Product;
use crate::say;
use crate::upstream::Upstream;

/// The options of `rules`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The number of rounds. The table shows their medians.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// The duration of each call's load in seconds.
    #[arg(long, default_value_t = 2)]
    seconds: u64,
    /// The number of records in each app.
    #[arg(long, default_value_t = 100_000)]
    records: usize,
}

/// A call of a user who sees half of the records. `{}` stands for the app's number.
struct Call {
    name: &'static str,
    path: &'static str,
    /// True if a record changes before each call, so that no count is cached.
    after_change: bool,
}

const fn call(name: &'static str, path: &'static str) -> Call {
    Call {
        name,
        path,
        after_change: false,
    }
}

const CALLS: [Call; 6] = [
    call("list page", "/k/{}/"),
    call(
        "first 100 with total",
        "/k/v1/records.json?totalCount=true&app={}",
    ),
    call("first 100 without total", "/k/v1/records.json?app={}"),
    call(
        "filter of 1 in 10 with total",
        "/k/v1/records.json?totalCount=true&query=name%20%3D%20%227%22&app={}",
    ),
    call(
        "total alone",
        "/k/v1/records.json?totalCount=true&query=limit%201&app={}",
    ),
    Call {
        name: "list page after a change",
        path: "/k/{}/",
        after_change: true,
    },
];

/// Runs the calls and prints a table.
pub(crate) async fn run(options: &Options) -> Result<()> {
    let up = Upstream::start().await?;
    let product = Product::start(&up).await?;
    let twins = product.ruled(options.records)?;
    say("| call | without rules, ms (rounds) | with ten rules, ms (rounds) | ratio (rounds) |");
    say("|---|--:|--:|--:|");
    for call in &CALLS {
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for is_ruled in turns(options.rounds) {
            let app = if is_ruled { &twins.ruled } else { &twins.plain };
            let took = measure(&product, &twins.headers, call, app, options)
                .await
                .context(call.name)?;
            if is_ruled { &mut with } else { &mut without }.push(took);
        }
        let ratio = with
            .iter()
            .zip(&without)
            .map(|(with, without)| with / without);
        say(&format!(
            "| {} | {} | {} | {} |",
            call.name,
            spread(without.iter().copied(), 2),
            spread(with.iter().copied(), 2),
            spread(ratio, 2),
        ));
    }
    product.stop()
}

/// Returns the median time of one call at a time, in milliseconds.
async fn measure(
    product: &Product,
    headers: &[(String, String)],
    call: &Call,
    app: &str,
    options: &Options,
) -> Result<f64> {
    let template = |method, path: String, body: String| Template {
        server: product.address(),
        method,
        path,
        headers: [
            headers,
            &[("Content-Type".to_owned(), "application/json".to_owned())],
        ]
        .concat(),
        body: Bytes::from(body),
        upload: None,
    };
    let read = template(Method::GET, call.path.replace("{}", app), String::new());
    if !call.after_change {
        let until = Until::Time(Duration::from_secs(options.seconds));
        let driven = drive::run(&read, 1, until, None).await?;
        return Ok(driven.median.as_secs_f64() * 1e3);
    }
    let body = format!(r#"{{"app": {app}, "id": 2, "record": {{"memo": {{"value": "again"}}}}}}"#);
    let write = template(Method::PUT, "/k/v1/record.json".to_owned(), body);
    let mut times = Vec::new();
    for _ in 0..20 {
        drive::run(&write, 1, Until::Once, None).await?;
        let driven = drive::run(&read, 1, Until::Once, None).await?;
        times.push(driven.median.as_secs_f64() * 1e3);
    }
    Ok(median(times.into_iter()))
}
