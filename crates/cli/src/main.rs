//! The `plugdock` binary. It reads the command line, calls `plugdock_server` and prints the results
//! for people.

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

/// Plugdock installs and runs Kintone plug-ins outside Kintone.
#[derive(Parser)]
#[command(version, about, long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Start the server. Without a command, Plugdock does the same and adds demo content on the first start.
    Serve(Box<serve::Serve>),
    /// Add users, change passwords, or list users.
    User(Box<user::User>),
    /// Back up all data into one file, also while the server runs.
    Backup(Box<backup::Backup>),
    /// Restore a backup into an empty folder or database.
    Restore(Box<backup::Restore>),
    /// Check that all stored data is intact, also while the server runs.
    Check(Box<check::Check>),
    /// Manage the master keys that encrypt saved credentials, also while the server runs.
    Key(Box<key::Key>),
    /// Create a signed plug-in package from a folder or a manifest.
    Pack(package::Pack),
    /// Create a private key. The plug-in ID is derived from it.
    Keygen(package::Keygen),
    /// Show information about a package and list its problems.
    Info(package::Info),
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    let is_for_authors = matches!(
        command,
        Some(Command::Pack(_) | Command::Keygen(_) | Command::Info(_))
    );
    if !is_for_authors {
        keep_private();
    }
    let done = match command {
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
            complain(&format!("plugdock: {}", describe(&error)));
            ExitCode::FAILURE
        }
    }
}

/// Returns the runtime of a command. It has one thread, because the server handles requests on
/// threads of its own.
fn runtime() -> anyhow::Result<Runtime> {
    let built = Builder::new_current_thread().enable_all().build();
    built.context("cannot start the runtime")
}

/// Formats an error and its causes on one line. A cause that the text already contains is omitted.
fn describe(error: &anyhow::Error) -> String {
    let mut line = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !line.contains(&cause) {
            line.push_str(": ");
            line.push_str(&cause);
        }
    }
    line
}

/// Prints a line to standard output.
#[expect(
    clippy::print_stdout,
    reason = "a command line program writes to standard output"
)]
fn say(line: &str) {
    println!("{line}");
}

/// Prints a line about a problem to standard error.
#[expect(
    clippy::print_stderr,
    reason = "a command line program reports problems on standard error"
)]
fn complain(line: &str) {
    eprintln!("{line}");
}

/// Makes all files and folders that this process creates accessible for their owner only: they hold
/// people's files, password hashes and keys. The data folder itself may be open, as the volumes of
/// containers are.
fn keep_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}
