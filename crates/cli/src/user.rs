//! The command `plugdock user`, which manages users, also while a server is running.

use std::io::{IsTerminal, Read};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use plugdock_server::config::Given;
use plugdock_server::ops::users::Users;
use secrecy::{ExposeSecret, SecretString};

use crate::language::text;
use crate::{say, settings};

/// The arguments of `plugdock user`.
#[derive(Args)]
pub(crate) struct User {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    settings: Given,
    /// TOML file with the same settings.
    #[arg(long, env = "PLUGDOCK_CONFIG", global = true)]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Action {
    /// Add a user. The password is read from standard input, or generated and printed.
    Add {
        /// Login name.
        login: String,
        /// Display name; without it, the login name.
        #[arg(long)]
        name: Option<String>,
        /// Make the user an administrator.
        #[arg(long)]
        admin: bool,
    },
    /// Change a user's password, read from standard input or generated and printed. This ends all sessions of the user.
    Passwd {
        /// Login name.
        login: String,
    },
    /// List all users.
    List,
}

impl User {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let config = settings::config(self.settings, self.config.as_deref())?;
        let runtime = crate::runtime()?;
        runtime.block_on(async {
            let users = Users::open(&config).await?;
            match self.action {
                Action::Add { login, name, admin } => {
                    let (password, made) = password()?;
                    users
                        .add(&login, name.as_deref().unwrap_or(&login), admin, &password)
                        .await?;
                    say(&text("cli.user_added", &[("login", &login)]));
                    print_password(made.then_some(&password));
                }
                Action::Passwd { login } => {
                    let (password, made) = password()?;
                    users.set_password(&login, &password).await?;
                    say(&text("cli.user_changed", &[("login", &login)]));
                    print_password(made.then_some(&password));
                }
                Action::List => {
                    for user in users.list().await? {
                        let kind = if user.admin { "administrator" } else { "user" };
                        say(&format!("{}\t{}\t{kind}", user.login, user.name));
                    }
                }
            }
            Ok(())
        })
    }
}

/// Returns the password, and true if it was generated. It is the first line of standard input if
/// that is not a terminal, and generated otherwise.
fn password() -> anyhow::Result<(SecretString, bool)> {
    let mut input = std::io::stdin();
    if !input.is_terminal() {
        let mut given = String::new();
        input
            .read_to_string(&mut given)
            .context("cannot read the password from standard input")?;
        if let Some(line) = given.lines().next().filter(|line| !line.is_empty()) {
            return Ok((SecretString::from(line.to_owned()), false));
        }
    }
    Ok((plugdock_server::auth::passwords::generate(), true))
}

fn print_password(made: Option<&SecretString>) {
    if let Some(password) = made {
        say(&text(
            "cli.password_once",
            &[("password", password.expose_secret())],
        ));
    }
}
