//! Licence expressions (SPDX), as crates state them.

/// Licences that a dependency may carry. All of them let an Apache-2.0 program ship the code with
/// no duty beyond keeping the notice.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0", // Mozilla's root certificates, data
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether an expression can be satisfied with allowed licences alone. `MIT/Apache-2.0`, the old
/// way to write OR, is understood; what cannot be read is not allowed.
pub(crate) fn is_allowed(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = &words[..];
    any(&mut rest).is_some_and(|allowed| allowed && rest.is_empty())
}

fn any(rest: &mut &[&str]) -> Option<bool> {
    let mut allowed = all(rest)?;
    while let ["OR", tail @ ..] = *rest {
        *rest = tail;
        allowed |= all(rest)?;
    }
    Some(allowed)
}

fn all(rest: &mut &[&str]) -> Option<bool> {
    let mut allowed = one(rest)?;
    while let ["AND", tail @ ..] = *rest {
        *rest = tail;
        allowed &= one(rest)?;
    }
    Some(allowed)
}

fn one(rest: &mut &[&str]) -> Option<bool> {
    match *rest {
        ["(", tail @ ..] => {
            *rest = tail;
            let allowed = any(rest)?;
            let [")", tail @ ..] = *rest else { return None };
            *rest = tail;
            Some(allowed)
        }
        [name, "WITH", exception, tail @ ..] => {
            *rest = tail;
            Some(ALLOWED.contains(&format!("{name} WITH {exception}").as_str()))
        }
        [name, tail @ ..] if !matches!(*name, ")" | "OR" | "AND" | "WITH") => {
            *rest = tail;
            Some(ALLOWED.contains(name))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn reads_the_expressions_that_crates_write() {
        for good in [
            "MIT",
            "MIT OR Apache-2.0",
            "MIT/Apache-2.0",
            "GPL-3.0-only OR MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR MIT",
            "ISC AND (Apache-2.0 OR ISC) AND MIT",
        ] {
            assert!(is_allowed(good), "{good}");
        }
    }

    #[test]
    fn refuses_what_is_not_on_the_list_and_what_it_cannot_read() {
        for bad in [
            "",
            "GPL-3.0-only",
            "MIT AND GPL-3.0-only",
            "(MIT OR Apache-2.0) AND AGPL-3.0",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "(MIT",
            "MIT MIT",
            "OR MIT",
            "MIT OR",
        ] {
            assert!(!is_allowed(bad), "{bad}");
        }
    }
}
