//! The proxy under load, on the real binary, with an upstream of our own.
//!
//! - `cargo run --release -p plugdock-load -- compare`: CPU, memory and time beside nginx, which adds
//!   one header where we do the whole call.
//! - `cargo run --release -p plugdock-load -- rest`: what REST calls on records cost, beside another
//!   build of the program if one is given.
//! - `cargo run --release -p plugdock-load -- soak`: a steady load with faults injected, each answer
//!   checked against what its upstream sent.
//!
//! All need `cargo build --release` and python3, which `product.sh` prepares the server with;
//! `compare` needs nginx.

#![expect(
    clippy::cast_precision_loss,
    reason = "counts become figures for people"
)]

mod ask;
mod compare;
mod drive;
mod figures;
mod peer;
mod product;
mod rest;
mod soak;
mod text;
mod upstream;
mod watch;
mod worker;

use anyhow::Result;
use clap::Parser;

#[derive(Debug, Parser)]
enum Command {
    /// Beside nginx.
    Compare(compare::Options),
    /// Calls on records, beside another build.
    Rest(rest::Options),
    /// For long, with faults.
    Soak(soak::Options),
}

#[tokio::main]
async fn main() -> Result<()> {
    match Command::parse() {
        Command::Compare(options) => compare::run(&options).await,
        Command::Rest(options) => rest::run(&options).await,
        Command::Soak(options) => soak::run(&options).await,
    }
}

#[expect(
    clippy::print_stdout,
    reason = "a command line tool speaks on its terminal"
)]
pub(crate) fn say(text: &str) {
    println!("{text}");
}
