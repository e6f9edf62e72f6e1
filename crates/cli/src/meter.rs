//! A line on the terminal that shows the progress of a long command.

use std::io::{IsTerminal, Write};

/// The line. It is only shown if standard error is a terminal.
pub(crate) struct Meter {
    is_on: bool,
    shown: String,
}

impl Meter {
    pub(crate) fn new() -> Self {
        Self {
            is_on: std::io::stderr().is_terminal(),
            shown: String::new(),
        }
    }

    pub(crate) fn show(&mut self, line: &str) {
        if self.is_on && line != self.shown {
            self.write(&format!("\r\x1b[K{line}"));
            line.clone_into(&mut self.shown);
        }
    }

    /// Clears the line before other output.
    pub(crate) fn end(&mut self) {
        if !self.shown.is_empty() {
            self.write("\r\x1b[K");
        }
    }

    /// Writes to the terminal. If that fails, progress is no longer shown, but the command
    /// continues.
    fn write(&mut self, text: &str) {
        let mut out = std::io::stderr();
        self.is_on = out
            .write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .is_ok();
    }
}
