//! Load tests of the proxy with the real binary and an upstream of our own.
//!
//! - `cargo run --release -p plugdock-load -- compare`: measures CPU time, memory and latency
//!   beside nginx, which only adds one header where Plugdock makes the whole call.
//! - `cargo run --release -p plugdock-load -- rest`: measures the cost of REST calls on records,
//!   beside another build of the program if one is given.
//! - `cargo run --release -p plugdock-load -- rules`: measures calls on 100,000 records with record
//!   permissions, compared with the same calls without.
//! - `cargo run --release -p plugdock-load -- soak`: runs a steady load with injected faults and
//!   checks each answer against the upstream's body.
//!
//! All of them need `cargo build --release` and python3, with which `product.sh` prepares the
//! server. `compare` also needs nginx.

#![expect(
    clippy::cast_precision_loss,
    reason = "counts are converted for statistics, where precision does not matter"
)]

mod ask;
mod compare;
mod drive;
mod figures;
mod peer;
mod product;
mod rest;
mod rules;
mod soak;
mod text;
mod upstream;
mod watch;
mod worker;

use anyhow::Result;
use clap::Parser;

#[derive(Debug, Parser)]
enum Command {
    /// Compare with nginx.
    Compare(compare::Options),
    /// Measure REST calls on records, beside another build if one is given.
    Rest(rest::Options),
    /// Measure calls on an app with record permissions, compared with an app without.
    Rules(rules::Options),
    /// Run a long load with faults.
    Soak(soak::Options),
}

#[tokio::main]
async fn main() -> Result<()> {
    match Command::parse() {
        Command::Compare(options) => compare::run(&options).await,
        Command::Rest(options) => rest::run(&options).await,
        Command::Rules(options) => rules::run(&options).await,
        Command::Soak(options) => soak::run(&options).await,
    }
}

#[expect(
    clippy::print_stdout,
    reason = "a command line tool writes to standard output"
)]
pub(crate) fn say(text: &str) {
    println!("{text}");
}
