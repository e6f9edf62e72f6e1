//! Checks new passwords. Length matters most. Passwords that attackers try first are refused.

use super::{MAX_PASSWORD, MIN_PASSWORD, Unfit};

/// The most common passwords of eight or more characters in lists of stolen passwords, without the
/// digits and signs around their words. An attacker treats `password`, `Password1!` and `12password`
/// as one word.
const COMMON: [&str; 44] = [
    "abcdefgh",
    "admin",
    "administrator",
    "asdfghjk",
    "asdfghjkl",
    "autumn",
    "baseball",
    "basketball",
    "changeme",
    "charlie",
    "computer",
    "corvette",
    "cybozu",
    "dragon",
    "football",
    "iloveyou",
    "internet",
    "jennifer",
    "kintone",
    "letmein",
    "login",
    "marlboro",
    "mercedes",
    "michelle",
    "monkey",
    "passphrase",
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "plugdock",
    "princess",
    "qwerty",
    "qwertyui",
    "qwertyuiop",
    "samantha",
    "spring",
    "starwars",
    "summer",
    "sunshine",
    "superman",
    "trustno",
    "welcome",
    "winter",
];

/// The minimum length of a login name that is removed from a password before its check. Shorter names
/// are part of many words.
const MIN_NAME: usize = 3;

/// Checks if the user `login` may have this password.
pub(super) fn judge(password: &str, login: &str) -> Result<(), Unfit> {
    match password.chars().count() {
        0..MIN_PASSWORD => return Err(Unfit::Short),
        MIN_PASSWORD..=MAX_PASSWORD => {}
        _ => return Err(Unfit::Long),
    }
    let folded = password.to_lowercase();
    // Years, digits and the login name do not make a common password better, wherever they stand.
    let letters: String = folded.chars().filter(|c| c.is_alphabetic()).collect();
    let word = folded.trim_matches(|c: char| !c.is_alphabetic());
    let login = login.to_lowercase();
    // If the login name is an email address, the part before the @ counts as the name.
    let name = login.split('@').next().unwrap_or_default();
    if folded == login || (!word.is_empty() && (word == name || word == login)) {
        return Err(Unfit::Name);
    }
    if COMMON.contains(&word) || COMMON.contains(&folded.as_str()) || is_monotone(&folded) {
        return Err(Unfit::Common);
    }
    let name: String = name.chars().filter(|c| c.is_alphabetic()).collect();
    let without = if name.chars().count() >= MIN_NAME {
        letters.replace(&name, "")
    } else {
        letters.clone()
    };
    if without.is_empty() && !letters.is_empty() {
        return Err(Unfit::Name);
    }
    if [&letters, &without]
        .iter()
        .any(|own| COMMON.contains(&own.as_str()))
    {
        return Err(Unfit::Common);
    }
    Ok(())
}

/// Returns true for few distinct characters or a sequence, such as `11111111`, `12345678`,
/// `87654321`, `abcdefgh` or `abababab`.
fn is_monotone(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let mut steps: Vec<i64> = codes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    // On a keyboard, 0 follows 9.
    for step in &mut steps {
        *step = match *step {
            -9 => 1,
            9 => -1,
            step => step,
        };
    }
    let run = steps.windows(2).all(|pair| pair[0] == pair[1]);
    let mut seen = codes;
    seen.sort_unstable();
    seen.dedup();
    run || seen.len() < 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_guessers_try_first_is_refused() {
        for password in [
            "password",
            "Password1!",
            "2026welcome",
            "Plugdock2026",
            "kintone!!",
            "pass2024word",
            "hanako-password-2026",
            "Password4hanako?",
            "Summer2026!",
            "2025Winter2026",
            "p@ssw0rd",
            "12345678",
            "1234567890",
            "87654321",
            "aaaaaaaa",
            "abababab",
            "qwertyuiop",
        ] {
            assert_eq!(judge(password, "hanako"), Err(Unfit::Common), "{password}");
        }
        for password in ["hanako-sato", "Hanako-Sato123", "!hanako-sato!"] {
            assert_eq!(
                judge(password, "hanako-sato@example.com"),
                Err(Unfit::Name),
                "{password}"
            );
        }
        assert_eq!(judge("20262026", "20262026"), Err(Unfit::Name));
        assert_eq!(judge("hanako2026hanako", "hanako"), Err(Unfit::Name));
    }

    #[test]
    fn what_nobody_has_a_list_of_will_do() {
        for password in [
            "correct:horse",
            "battery staple",
            "パスワードは長く",
            "hanako likes tea",
            "19842001x",
        ] {
            assert_eq!(judge(password, "hanako"), Ok(()), "{password}");
        }
    }
}
