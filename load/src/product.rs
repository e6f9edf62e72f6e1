//! The server under load, which `load/product.sh` starts and prepares.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use tempfile::TempDir;

use crate::upstream::Upstream;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/product.sh");
/// The placeholder for the path in the template of a call.
const PLACE: &str = "/__PATH__";

/// A running server with an app, a plug-in, proxy configs and a session.
pub(crate) struct Product {
    child: Running,
    env: Vec<(&'static str, String)>,
    port: u16,
    headers: Vec<(String, String)>,
    _work: TempDir,
}

/// Two apps with the same records, and the headers of a user's session.
pub(crate) struct Twins {
    pub(crate) plain: String,
    pub(crate) ruled: String,
    pub(crate) headers: Vec<(String, String)>,
}

/// The parts that all calls share.
pub(crate) struct Calls {
    pub(crate) server: SocketAddr,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) path: String,
    template: String,
}

impl Calls {
    /// Returns the JSON body of the call for a path of the upstream.
    pub(crate) fn body(&self, path: &str) -> String {
        self.template.replace(PLACE, path)
    }
}

impl Product {
    pub(crate) async fn start(upstream: &Upstream) -> Result<Self> {
        Self::start_program(None, upstream).await
    }

    /// Starts another build of the program. Without `program`, `product.sh` selects the build.
    pub(crate) async fn start_program(program: Option<&Path>, upstream: &Upstream) -> Result<Self> {
        let work = tempfile::tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let authority = work.path().join("authority.pem");
        std::fs::write(&authority, &upstream.authority)?;
        let mut env = vec![
            ("BENCH_PORT", port.to_string()),
            ("BENCH_WORK", work.path().display().to_string()),
            ("BENCH_UP", format!("http://{}", upstream.plain)),
            (
                "BENCH_UPS",
                format!("https://localhost:{}", upstream.tls.port()),
            ),
            ("BENCH_CA", authority.display().to_string()),
            // The time limit of a call is short, so that a soak can contain many hanging calls.
            ("PLUGDOCK_PROXY_CALL_SECONDS", "5".to_owned()),
        ];
        if let Some(program) = program {
            env.push(("PLUGDOCK_BIN", program.display().to_string()));
        }
        let mut start = Command::new(SCRIPT);
        start
            .arg("start")
            .envs(env.clone())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = Running(start.spawn().context(SCRIPT)?);
        let mut product = Self {
            child,
            env,
            port,
            headers: Vec::new(),
            _work: work,
        };
        product.prepare().await?;
        Ok(product)
    }

    async fn prepare(&mut self) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(30);
        let printed = loop {
            match self.script(&["login"]) {
                Ok(printed) => break printed,
                Err(error) if Instant::now() > deadline => return Err(error),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
            if let Some(status) = self.child.0.try_wait()? {
                bail!("the server ended: {status}");
            }
        };
        self.headers = headers(printed.lines());
        Ok(())
    }

    fn script(&self, arguments: &[&str]) -> Result<String> {
        let output = Command::new(SCRIPT)
            .args(arguments)
            .envs(self.env.clone())
            .output()?;
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(
            output.status.success(),
            "product.sh {}: {stderr}",
            arguments[0]
        );
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Creates an app with 2,000 records of five fields. Returns its number, and a request that
    /// adds one more record.
    pub(crate) fn records(&self) -> Result<(String, String)> {
        let printed = self.script(&["records"])?;
        let (app, record) = printed
            .split_once('\n')
            .context("the script must print an app and a record")?;
        Ok((app.to_owned(), record.trim().to_owned()))
    }

    /// Creates two apps with the same records, one with ten record permissions and one without, and
    /// a user who sees half of the records of the first app.
    pub(crate) fn ruled(&self, records: usize) -> Result<Twins> {
        let printed = self.script(&["ruled", &records.to_string()])?;
        let mut lines = printed.lines();
        let mut app = || {
            lines
                .next()
                .map(str::to_owned)
                .context("the script must print two apps")
        };
        let (plain, ruled) = (app()?, app()?);
        Ok(Twins {
            plain,
            ruled,
            headers: headers(lines),
        })
    }

    /// Returns the headers of the session's requests.
    pub(crate) fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.0.id()
    }

    /// Returns the calls for an origin that the proxy configs cover.
    pub(crate) fn calls(&self, origin: &str) -> Result<Calls> {
        let call = self.script(&["call", &format!("{origin}{PLACE}")])?;
        let (path, body) = call
            .split_once('\n')
            .context("the script must print a path and a body")?;
        Ok(Calls {
            server: self.address(),
            headers: self.headers.clone(),
            path: path.to_owned(),
            template: body.trim().to_owned(),
        })
    }

    /// Returns the path for an upload to `url`, and its headers.
    pub(crate) fn upload(&self, url: &str) -> Result<(String, Vec<(String, String)>)> {
        let printed = self.script(&["upload", url])?;
        let mut lines = printed.lines();
        let path = lines
            .next()
            .context("the script must print a path")?
            .to_owned();
        Ok((path, [self.headers.clone(), headers(lines)].concat()))
    }

    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Stops the server with SIGTERM, as an operator does.
    pub(crate) fn stop(self) -> Result<()> {
        self.child.stop()
    }
}

/// The time that a process has to end after SIGTERM before it is killed.
const GRACE: Duration = Duration::from_secs(1);

/// A process that ends when this is dropped.
pub(crate) struct Running(pub(crate) Child);

impl Running {
    /// Sends SIGTERM and waits for the end.
    pub(crate) fn stop(mut self) -> Result<()> {
        self.terminate()?;
        let status = self.0.wait()?;
        ensure!(status.success(), "the process stopped with {status}");
        Ok(())
    }

    fn terminate(&self) -> io::Result<()> {
        let pid = self.0.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status()?;
        Ok(())
    }

    fn has_ended(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(Some(_)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.has_ended() {
            return;
        }
        // A killed nginx would leave its workers running, and they hold the output of this program.
        // If SIGTERM cannot be sent, the process is killed below.
        let _ = self.terminate();
        let end = Instant::now() + GRACE;
        while Instant::now() < end && !self.has_ended() {
            std::thread::sleep(GRACE / 50);
        }
        // This fails if the process has already ended.
        let _ = self.0.kill();
    }
}

fn headers<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
