//! The shape of the tree: lengths, sockets, and what must not stay in it.

use super::{File, ends};

/// No file that people read is longer. Most are far shorter: about 120 lines.
const LONGEST: usize = 800;

/// Types that are made of documents: nobody reads them as a room.
const GENERATED: &str = "web/api/generated/";

/// The one file that opens connections for plug-ins (R23), with its tests' own sockets.
const DIALER: &str = "crates/proxy/src/dial";

/// Ways to open a socket to somewhere else.
const SOCKETS: [&str; 6] = [
    "TcpStream::connect",
    "TcpSocket::",
    "UdpSocket::",
    "UnixStream::connect",
    "HttpConnector",
    "to_socket_addrs(",
];

/// Something that must not be committed, in the files that `applies` picks by path.
struct Leftover {
    needle: &'static str,
    applies: fn(&str) -> bool,
    reason: &'static str,
}

const LEFTOVERS: [Leftover; 8] = [
    Leftover {
        needle: "todo!(",
        applies: is_rust,
        reason: "finish it, or open an issue",
    },
    Leftover {
        needle: "unimplemented!(",
        applies: is_rust,
        reason: "finish it, or open an issue",
    },
    Leftover {
        needle: "#[ignore",
        applies: is_rust,
        reason: "a test that does not run shows nothing",
    },
    Leftover {
        needle: "test.only(",
        applies: is_browser_test,
        reason: "it keeps every other test from running",
    },
    Leftover {
        needle: "test.skip(",
        applies: is_browser_test,
        reason: "a test that does not run shows nothing",
    },
    Leftover {
        needle: "test.fixme(",
        applies: is_browser_test,
        reason: "a test that does not run shows nothing",
    },
    Leftover {
        needle: "waitForTimeout(",
        applies: is_browser_test,
        reason: "wait for a condition, not for a while",
    },
    Leftover {
        needle: "PRIVATE KEY-----",
        applies: is_no_test,
        reason: "a private key does not belong into a repository",
    },
];

/// No source file is too long to be one room.
pub(crate) fn lengths(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| {
            is_rust(&file.path) || is_script(&file.path) || ends(&file.path, &["css", "html", "sh"])
        })
        .filter(|file| !file.path.starts_with(GENERATED))
        .filter(|file| file.text.lines().count() > LONGEST)
        .map(|file| {
            format!(
                "{}: {} lines, more than {LONGEST}; split it",
                file.path,
                file.text.lines().count()
            )
        })
        .collect()
}

/// Nothing but the dialer opens a connection; tests may (they own what they call).
pub(crate) fn sockets(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        let ours =
            file.path.starts_with("crates/") && file.path.contains("/src/") && is_rust(&file.path);
        if !ours || file.path.starts_with(DIALER) || is_test_file(&file.path) {
            continue;
        }
        for (number, line) in code(&file.text) {
            if let Some(socket) = SOCKETS.iter().find(|socket| line.contains(**socket)) {
                faults.push(format!(
                    "{}:{number}: {socket} outside proxy::dial",
                    file.path
                ));
            }
        }
    }
    faults
}

/// Nothing unfinished, switched off or secret is left in the tree.
pub(crate) fn leftovers(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| !file.path.starts_with("xtask/")) {
        for (number, line) in file.text.lines().enumerate() {
            for Leftover {
                needle,
                applies,
                reason,
            } in LEFTOVERS
            {
                if line.contains(needle) && applies(&file.path) {
                    faults.push(format!(
                        "{}:{}: `{needle}`: {reason}",
                        file.path,
                        number + 1
                    ));
                }
            }
        }
    }
    faults
}

/// npm's locks name packages and hashes but no registry, so that every machine uses its own.
pub(crate) fn locks(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| file.path.ends_with("package-lock.json"))
        .filter(|file| file.text.contains("\"resolved\": \"http"))
        .map(|file| {
            format!(
                "{}: names a registry; .npmrc wants omit-lockfile-registry-resolved=true",
                file.path
            )
        })
        .collect()
}

/// The numbered lines of a Rust file up to its tests, without comments.
pub(crate) fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn is_rust(path: &str) -> bool {
    ends(path, &["rs"])
}

fn is_script(path: &str) -> bool {
    ends(path, &["ts", "tsx", "js", "mjs"])
}

fn is_browser_test(path: &str) -> bool {
    path.starts_with("web/") && is_script(path)
}

fn is_test_file(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.ends_with("_tests.rs") || path.contains("/tests/")
}

/// Keys made for tests only (the format's public vectors among them) stand in test folders, or are
/// written as a pattern in code that reads and writes PEM.
fn is_no_test(path: &str) -> bool {
    !path.contains("/tests/") && !path.contains("/fixtures/") && !is_rust(path) && !is_script(path)
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn a_file_over_the_limit_is_a_fault() {
        let long = "x\n".repeat(801);
        let files = [
            file("crates/a/src/long.rs", &long),
            file("crates/a/src/just.rs", &"x\n".repeat(800)),
            file("docs/long.md", &long),
            file("web/api/generated/rest.ts", &long),
        ];
        assert_eq!(
            lengths(&files),
            ["crates/a/src/long.rs: 801 lines, more than 800; split it"]
        );
    }

    #[test]
    fn t12_a_connection_opened_outside_the_dialer_is_a_fault() {
        let opens = "fn f() {\n    TcpStream::connect(addr).await\n}\n";
        let files = [
            file("crates/proxy/src/dial.rs", opens),
            file("crates/proxy/src/dial/connector.rs", opens),
            file("crates/server/src/health.rs", opens),
            file(
                "crates/server/src/told.rs",
                "// TcpStream::connect is banned\n#[cfg(test)]\nTcpStream::connect(a)",
            ),
            file("crates/server/tests/it/main.rs", opens),
        ];
        assert_eq!(
            sockets(&files),
            ["crates/server/src/health.rs:2: TcpStream::connect outside proxy::dial"]
        );
    }

    #[test]
    fn leftovers_are_faults_where_they_matter() {
        let files = [
            file("crates/a/src/lib.rs", "todo!()\n#[ignore]"),
            file(
                "web/e2e/tests/a.spec.ts",
                "test.only('a')\ntest.skip('b')\npage.waitForTimeout(5)",
            ),
            file("crates/a/src/iter.rs", "items.skip(1)"),
            file(
                "examples/plugins/a/key.ppk",
                "-----BEGIN RSA PRIVATE KEY-----",
            ),
            file(
                "crates/package/tests/fixtures/b.ppk",
                "-----BEGIN RSA PRIVATE KEY-----",
            ),
        ];
        let faults = leftovers(&files);
        assert_eq!(faults.len(), 6, "{faults:?}");
    }

    #[test]
    fn a_lock_that_names_a_registry_is_a_fault() {
        let files = [
            file(
                "web/a/package-lock.json",
                "\"resolved\": \"https://registry.example/a.tgz\"",
            ),
            file("web/b/package-lock.json", "\"version\": \"1.0.0\""),
        ];
        assert_eq!(locks(&files).len(), 1);
    }
}
