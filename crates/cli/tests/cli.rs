//! Tests the program as people run it: its output, its refusals, and how it stops.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Returns a command that runs `plugdock` in this folder, with an empty environment.
fn plugdock(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plugdock"));
    command
        .args(args)
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::null());
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    plugdock(folder, args).output().unwrap()
}

/// Runs a command that must not start a server. If a server starts, it prints a line. It is then
/// stopped, and the test fails instead of waiting forever.
fn not_started(command: &mut Command) -> Output {
    let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    let mut said = String::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    lines.read_line(&mut said).unwrap();
    if !said.is_empty() {
        drop(child.kill());
    }
    let output = child.wait_with_output().unwrap();
    assert!(said.is_empty(), "it started: {said}");
    output
}

/// Runs a command with a line on its standard input.
fn tell(folder: &Path, args: &[&str], line: &str) -> Output {
    let mut child = plugdock(folder, args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{line}").unwrap();
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", complaint(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Asserts that the command failed, and returns what it wrote to standard error.
fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", complaint(output));
    complaint(output)
}

/// A running server on a port that the system chose.
struct Server {
    child: Child,
    lines: BufReader<ChildStdout>,
    address: String,
}

impl Server {
    fn start(mut command: Command) -> Self {
        command.stderr(Stdio::null());
        Self::start_logging(command)
    }

    /// Starts a server. The command already says where the log goes.
    fn start_logging(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        let address = first.trim().rsplit("http://").next().unwrap().to_owned();
        assert!(first.contains("http://127.0.0.1:"), "{first}");
        Self {
            child,
            lines,
            address,
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the test is the client of a server on the loopback address"
    )]
    fn get(&self, path: &str, header: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{header}\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Sends SIGTERM and asserts that the server ends cleanly. Returns what it printed after its
    /// first line.
    fn stop(mut self) -> String {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").arg(&pid).status().unwrap().success());
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        assert!(self.child.wait().unwrap().success());
        rest
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // This fails if `stop` was called, which is fine.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

const SERVE: &[&str] = &["serve", "--listen", "127.0.0.1:0", "--data", "data"];

#[test]
fn t76_a_network_address_needs_a_chosen_profile() {
    // R01
    let folder = TempDir::new().unwrap();
    let args = ["serve", "--listen", "0.0.0.0:0", "--data", "data"];
    let refused = refusal(&not_started(&mut plugdock(folder.path(), &args)));
    assert!(
        refused.contains("--credentials sealed (recommended"),
        "{refused}"
    );
    assert!(!folder.path().join("data").exists());
}

#[test]
fn r01_a_reverse_proxy_on_this_machine_needs_a_chosen_profile_too() {
    let folder = TempDir::new().unwrap();
    for (variable, value) in [
        ("PUBLIC_URL", "https://plugins.example.com"),
        ("PUBLIC_URL", "http://10.0.0.7:8080"),
        ("TRUSTED_PROXIES", "127.0.0.1"),
    ] {
        let mut serve = plugdock(folder.path(), SERVE);
        let refused = refusal(&not_started(
            serve.env(format!("PLUGDOCK_{variable}"), value),
        ));
        assert!(
            refused.contains(value) && refused.contains("--credentials sealed (recommended"),
            "{refused}"
        );
        assert!(!folder.path().join("data").exists());
    }
}

#[test]
fn a_setting_that_cannot_be_read_is_named() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("ca.pem"), "no certificate").unwrap();
    fs::write(folder.path().join("plugdock.toml"), "listem = \"x\"\n").unwrap();
    for (variable, value, part) in [
        ("LISTEN", "somewhere", "listen: `somewhere`"),
        ("METRICS_LISTEN", "9000", "metrics-listen: `9000`"),
        ("CREDENTIALS", "open", "`readable` or `sealed`, not `open`"),
        ("PUBLIC_URL", "pd.example", "public-url: `pd.example`"),
        ("PUBLIC_URL", "https://pd.example/path", "public-url"),
        ("ADMIN_URL", "pd.example", "admin-url: `pd.example`"),
        ("ADMIN_URL", "https://pd.example", "public-url must be set"),
        ("CONFIG", "plugdock.toml", "listem"),
        ("CONFIG", "none.toml", "none.toml"),
        ("DATABASE_URL", "mysql://x", "postgres:// or sqlite:"),
        ("MASTER_KEY", "short", "32 bytes"),
        ("STORAGE_URL", "folder", "file://"),
        ("PROXY_CA_FILE", "ca.pem", "proxy-ca-file: ca.pem"),
        ("PROXY_CA_FILE", "none.pem", "proxy-ca-file: none.pem"),
        (
            "PROXY_ALLOW_UPSTREAM",
            "10.0.0.0/99",
            "proxy-allow-upstream",
        ),
        ("PROXY_UPSTREAM", "https://a.example", "proxy-upstream"),
        // What could never apply, or only one of two.
        (
            "PROXY_UPSTREAM",
            "https://*.a.example=http://127.0.0.1:9",
            "`https://*.a.example` is not an origin",
        ),
        (
            "PROXY_UPSTREAM",
            "https://a.example=http://127.0.0.1:9,https://A.example:443=http://127.0.0.1:8",
            "already redirected",
        ),
        ("PROXY_DENY_UPSTREAM", "*.corp.*", "proxy-deny-upstream"),
        ("PROXY_NAT64_PREFIX", "2001:db8::/95", "proxy-nat64-prefix"),
        ("PROXY_THROUGH", "https://proxy.example", "proxy-through"),
        ("QUERY_SECONDS", "0", "at least 1 second"),
    ] {
        let refused = refusal(&not_started(
            plugdock(folder.path(), &["serve", "--data", "data"])
                .env("PLUGDOCK_LISTEN", "127.0.0.1:0")
                .env(format!("PLUGDOCK_{variable}"), value),
        ));
        assert!(refused.contains(part), "{variable}: {refused}");
    }
}

#[test]
fn serves_users_are_managed_beside_it_and_sigterm_ends_it_well() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    fs::write(
        here.join("plugdock.toml"),
        "admin_name = \"boss\"\nproxy_upstream = \"https://api.example=http://127.0.0.1:9\"\n",
    )
    .unwrap();
    let mut command = plugdock(here, SERVE);
    command
        .args(["--config", "plugdock.toml"])
        .env("PLUGDOCK_ADMIN_PASSWORD", "tall-green-ladder");
    let server = Server::start(command);
    assert!(server.get("/-/health", "").ends_with("\r\n\r\nok\n"));
    assert!(server.get("/-/ready", "").ends_with("\r\n\r\nready\n"));

    let second = refusal(&run(here, SERVE));
    assert!(second.contains("another Plugdock process uses"), "{second}");

    let add = [
        "user", "add", "hanako", "--name", "Hanako", "--data", "data",
    ];
    assert_eq!(
        out(&tell(here, &add, "first-password")),
        "added user hanako\n"
    );
    let again = refusal(&tell(here, &add, "first-password"));
    assert!(again.contains("hanako"), "{again}");
    let short = refusal(&tell(
        here,
        &["user", "add", "x", "--data", "data"],
        "short",
    ));
    assert!(short.contains("8 characters"), "{short}");
    assert_eq!(
        out(&run(here, &["user", "--data", "data", "list"])),
        "boss\tboss\tadministrator\nhanako\tHanako\tuser\n"
    );

    // base64 of hanako:first-password and hanako:other-password
    let first = "X-Cybozu-Authorization: aGFuYWtvOmZpcnN0LXBhc3N3b3Jk\r\n";
    let other = "X-Cybozu-Authorization: aGFuYWtvOm90aGVyLXBhc3N3b3Jk\r\n";
    let path = "/k/v1/plugins.json";
    assert!(server.get(path, first).starts_with("HTTP/1.1 200"));
    let passwd = ["user", "passwd", "hanako", "--data", "data"];
    out(&tell(here, &passwd, "other-password"));
    // A running server notices changes of a tool at its next check (ADR 4).
    let changed = Instant::now();
    // Asking until the old password fails is safe: only failed attempts are counted, and ten of
    // them lock the account.
    while server.get(path, first).starts_with("HTTP/1.1 200") {
        assert!(changed.elapsed() < Duration::from_mins(1));
    }
    assert!(server.get(path, other).starts_with("HTTP/1.1 200"));
    let nobody = refusal(&run(here, &["user", "passwd", "nobody", "--data", "data"]));
    assert!(nobody.contains("no user `nobody`"), "{nobody}");

    let said = server.stop();
    assert!(said.contains("Login name: boss"), "{said}");
    assert!(!said.contains("tall-green-ladder"), "{said}");
    assert!(said.contains("credentials: readable"), "{said}");
    assert!(
        said.contains("calls are redirected: https://api.example="),
        "{said}"
    );

    let wrong = refusal(
        &plugdock(here, SERVE)
            .env("PLUGDOCK_MASTER_KEY", "22".repeat(32))
            .output()
            .unwrap(),
    );
    assert!(wrong.contains("wrong master key"), "{wrong}");
    fs::rename(here.join("data/master.key"), here.join("kept.key")).unwrap();
    let lost = refusal(&run(here, SERVE));
    assert!(lost.contains("no master key"), "{lost}");
    assert!(!here.join("data/master.key").exists());
}

/// Returns the log of a server that answered two calls of the administrator: one for an existing
/// address and one for a missing one. Both queries contain a secret.
fn log_of(format: &str) -> String {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log");
    let mut command = plugdock(folder.path(), SERVE);
    command
        .env("PLUGDOCK_ADMIN_PASSWORD", "a long enough password")
        .env("PLUGDOCK_LOG_FORMAT", format)
        .stderr(fs::File::create(&log).unwrap());
    let server = Server::start_logging(command);
    // admin:a long enough password
    let key = "X-Cybozu-Authorization: YWRtaW46YSBsb25nIGVub3VnaCBwYXNzd29yZA==\r\n";
    let found = server.get("/k/v1/apps.json?name=hush", key);
    assert!(found.starts_with("HTTP/1.1 200"), "{found}");
    let lost = server.get("/hush?name=hush", "");
    assert!(lost.starts_with("HTTP/1.1 404"), "{lost}");
    server.stop();
    let log = fs::read_to_string(log).unwrap();
    assert!(!log.contains("hush"), "{log}");
    assert!(
        !log.contains("schema"),
        "a first start upgrades nothing: {log}"
    );
    log
}

#[test]
fn log_levels_that_cannot_be_read_stop_the_start() {
    let folder = TempDir::new().unwrap();
    let mut command = plugdock(folder.path(), SERVE);
    let refused = refusal(
        &command
            .env("PLUGDOCK_LOG", "plugdock=loud")
            .output()
            .unwrap(),
    );
    assert!(
        refused.contains("PLUGDOCK_LOG: “plugdock=loud”"),
        "{refused}"
    );
}

#[test]
fn each_request_is_a_line_of_the_log_without_its_values() {
    let log = log_of("text");
    let line = |status: &str| log.lines().find(|line| line.contains(status)).unwrap();
    let found = line("status=200");
    for part in [
        "method=\"GET\"",
        "route=\"/k/v1/apps.json\"",
        "user=1",
        "ms=",
    ] {
        assert!(found.contains(part), "{part}: {log}");
    }
    assert!(!line("status=404").contains("route"), "{log}");
}

#[test]
fn the_log_can_be_json() {
    let log = log_of("json");
    let lines = log.lines().map(|line| serde_json::from_str(line).unwrap());
    let lines: Vec<serde_json::Value> = lines.collect();
    let found = lines.iter().find(|line| line["status"] == 200).unwrap();
    assert_eq!(found["target"], "plugdock::request");
    assert_eq!(found["span"]["route"], "/k/v1/apps.json");
    assert_eq!(found["span"]["user"], 1);
    assert!(found["ms"].as_f64().unwrap() > 0.0);
}

#[test]
fn t31_the_master_key_is_rotated_beside_a_server() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let server = Server::start(plugdock(here, SERVE));
    let key = |action: &str| run(here, &["key", action, "--data", "data"]);
    let file = || fs::read_to_string(here.join("data/master.key")).unwrap();
    let old = file();
    let said = out(&key("rotate"));
    assert!(said.contains("and encrypts from now on"), "{said}");
    assert!(said.contains("`plugdock key drop`"), "{said}");
    assert!(file().trim().ends_with(old.trim()));
    // A second rotation does not create another key.
    let again = out(&key("rotate"));
    assert!(again.contains("is already in use"), "{again}");
    let status = out(&key("status"));
    assert!(status.contains("\tdecrypts only; 0 saved"), "{status}");
    assert!(status.contains("\tencrypts; 0 saved"), "{status}");
    assert!(out(&key("drop")).starts_with("removed from the key file"));
    assert!(!file().contains(old.trim()));
    assert!(out(&key("status")).contains("used before, but missing here"));
    assert!(out(&key("drop")).starts_with("there is no old master key"));
    server.stop();

    // The dropped key can no longer be used, and the error names the key that is needed.
    let given = |key: &str, args: &[&str]| {
        let mut command = plugdock(here, args);
        command.env("PLUGDOCK_MASTER_KEY", key.trim());
        command.output().unwrap()
    };
    let wrong = refusal(&given(&old, SERVE));
    assert!(wrong.contains("wrong master key"), "{wrong}");
    let rotate = ["key", "rotate", "--data", "data"];
    let alone = refusal(&given(&file(), &rotate));
    assert!(alone.contains("PLUGDOCK_MASTER_KEY=NEW,OLD"), "{alone}");
    let new = format!("{},{}", "22".repeat(32), file().trim());
    let said = out(&given(&new, &rotate));
    assert!(
        said.contains("restart every process with only the new key"),
        "{said}"
    );
    let said = out(&given(&new, &["key", "drop", "--data", "data"]));
    assert!(
        said.contains("remove them from PLUGDOCK_MASTER_KEY"),
        "{said}"
    );
    // The key file is not in use here and stays unchanged.
    assert_eq!(file().matches(',').count(), 0);
}

#[test]
fn a_tool_in_a_mistyped_folder_makes_nothing() {
    let folder = TempDir::new().unwrap();
    let args = ["user", "list", "--data", "dat"];
    let refused = refusal(&run(folder.path(), &args));
    assert!(refused.contains("no Plugdock data"), "{refused}");
    assert!(!folder.path().join("dat").exists());
}

#[test]
fn makes_a_key_packs_a_folder_and_reads_the_package() {
    // R28, R31
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let example = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/plugins/weather-desk"
    );
    let printed = out(&run(here, &["keygen", "-o", "my.ppk"]));
    let id = printed.trim().rsplit(' ').next().unwrap();
    assert_eq!(id.len(), 32);
    let key = here.join("my.ppk");
    let mode = fs::metadata(&key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let before = fs::read(&key).unwrap();
    let kept = refusal(&run(here, &["keygen", "-o", "my.ppk"]));
    assert!(kept.contains("never overwritten"), "{kept}");
    assert_eq!(fs::read(&key).unwrap(), before);

    let pack = ["pack", "-i", example, "--private-key", "my.ppk"];
    let packed = out(&run(here, &pack));
    assert_eq!(packed, format!("packed {id} to plugin.zip\n"));
    let info = out(&run(
        here,
        &["info", "-i", "plugin.zip", "--format", "json"],
    ));
    assert!(info.contains(&format!("\"id\":\"{id}\"")), "{info}");
    let info = out(&run(here, &["info", "-i", "plugin.zip"]));
    assert!(info.starts_with(&format!("id: {id}\n")), "{info}");
    assert!(info.contains("file: config.html ("), "{info}");
}

#[test]
fn says_what_is_wrong_with_a_package_in_the_terminals_language() {
    // R31
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    fs::write(here.join("plugin.zip"), "no zip").unwrap();
    let info = ["info", "-i", "plugin.zip"];
    let english = refusal(&run(here, &info));
    assert!(english.contains("is not a zip file"), "{english}");
    let japanese = refusal(
        &plugdock(here, &info)
            .env("LANG", "ja_JP.UTF-8")
            .output()
            .unwrap(),
    );
    assert!(
        japanese.contains("パッケージに問題があります"),
        "{japanese}"
    );
    assert!(!japanese.contains("is not a zip file"), "{japanese}");
}

#[test]
fn files_are_their_owners_alone_whatever_the_umask() {
    fn files(folder: &Path, found: &mut Vec<(std::path::PathBuf, u32)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let known = fs::symlink_metadata(&path).unwrap();
            found.push((path.clone(), known.permissions().mode() & 0o777));
            if known.is_dir() {
                files(&path, found);
            }
        }
    }
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    // As the volume of a container: there before the start, and open to everybody.
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o777)).unwrap();
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", "umask 0; exec \"$0\"", env!("CARGO_BIN_EXE_plugdock")])
        .current_dir(folder.path())
        .env_clear()
        .envs([
            ("PLUGDOCK_LISTEN", "127.0.0.1:0"),
            ("PLUGDOCK_DATA", "data"),
        ]);
    let server = Server::start(command);
    assert!(server.get("/-/ready", "").starts_with("HTTP/1.1 200"));
    let mut found = Vec::new();
    files(&data, &mut found);
    assert!(
        found.iter().any(|(path, _)| path.ends_with("blobs")),
        "{found:?}"
    );
    found.retain(|(_, mode)| mode & 0o077 != 0);
    assert_eq!(found, []);
    server.stop();
}
