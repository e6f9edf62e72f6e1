//! The project's maintenance tasks. `cargo xtask tidy` checks rules that no compiler and no other
//! tool checks: the imports between files, the shape of the tree, names, the texts in both
//! languages, and the numbers that are cited. `cargo xtask index` writes the index of tests.

mod tidy;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments == ["tidy"] {
        return report(tidy::run(root()));
    }
    if arguments == ["index"] {
        return report(tidy::write_index(root()));
    }
    say("cargo xtask tidy     check the rules that no compiler checks");
    say("cargo xtask index    write docs/reference/tests.md");
    ExitCode::from(2)
}

fn report(outcome: Result<Vec<String>>) -> ExitCode {
    match outcome {
        Ok(faults) if faults.is_empty() => ExitCode::SUCCESS,
        Ok(faults) => {
            for fault in &faults {
                say(fault);
            }
            say(&format!("{} problem(s)", faults.len()));
            ExitCode::FAILURE
        }
        Err(error) => {
            say(&format!("xtask could not run: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::print_stdout,
    reason = "a command line tool writes to standard output"
)]
fn say(line: &str) {
    println!("{line}");
}

/// Returns the root folder of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

/// Runs a program in the root folder and returns its standard output.
fn output_of(program: &str, arguments: &[&str]) -> Result<String> {
    let output = std::process::Command::new(program)
        .args(arguments)
        .current_dir(root())
        .output()
        .with_context(|| format!("cannot run {program}"))?;
    anyhow::ensure!(
        output.status.success(),
        "{program} {} failed: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .with_context(|| format!("the output of {program} is not UTF-8"))
}
