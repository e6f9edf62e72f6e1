//! The `plugdock` binary: reads the command line, asks `plugdock_server`, prints for people.

mod backup;
mod check;
mod key;
mod language;
mod meter;
mod package;
mod serve;
mod settings;
mod user;

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use tokio::runtime::{Builder, Runtime};

/// The home of Kintone plug-ins outside Kintone.
#[derive(Parser)]
#[command(version, about, long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server. Without any command: the same, with demo content on the first start.
    Serve(Box<serve::Serve>),
    /// Users: add, change a password, list.
    User(Box<user::User>),
    /// Write all that is kept into one file; beside a running server too.
    Backup(Box<backup::Backup>),
    /// Bring a backup back, into an empty folder or database.
    Restore(Box<backup::Restore>),
    /// Say whether all that is kept is whole; beside a running server too.
    Check(Box<check::Check>),
    /// The master key that seals saved credentials: rotate, drop old ones; beside running servers.
    Key(Box<key::Key>),
    /// Make a signed plug-in package of a folder or a manifest.
    Pack(package::Pack),
    /// Make a key; the key decides the plug-in's ID.
    Keygen(package::Keygen),
    /// Say what a package is, and all that is wrong with it.
    Info(package::Info),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        None => serve::Serve::demo().run(),
        Some(Command::Serve(serve)) => serve.run(),
        Some(Command::User(user)) => user.run(),
        Some(Command::Backup(backup)) => backup.run(),
        Some(Command::Restore(restore)) => restore.run(),
        Some(Command::Check(check)) => check.run(),
        Some(Command::Key(key)) => key.run(),
        Some(Command::Pack(pack)) => pack.run(),
        Some(Command::Keygen(keygen)) => keygen.run(),
        Some(Command::Info(info)) => info.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("plugdock: {}", told(&error)));
            ExitCode::FAILURE
        }
    }
}

/// Where a command waits. Of one thread: a server's requests have threads of their own.
fn runtime() -> anyhow::Result<Runtime> {
    let built = Builder::new_current_thread().enable_all().build();
    built.context("cannot start the runtime")
}

/// An error with its causes on one line. Many a text ends with its cause's already.
fn told(error: &anyhow::Error) -> String {
    let mut line = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !line.contains(&cause) {
            line.push_str(": ");
            line.push_str(&cause);
        }
    }
    line
}

/// Prints a line for the person at the terminal.
#[expect(
    clippy::print_stdout,
    reason = "a command line program speaks on standard output"
)]
fn say(line: &str) {
    println!("{line}");
}

/// Prints a line about what went wrong.
#[expect(
    clippy::print_stderr,
    reason = "a command line program complains on standard error"
)]
fn complain(line: &str) {
    eprintln!("{line}");
}
