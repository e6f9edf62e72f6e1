//! Measures the memory that bombs cost, as the operating system counts it (T43, T44). The test runs
//! in a process of its own, so that nothing else is counted.

#![cfg(target_os = "linux")]

#[cfg(test)]
#[path = "it/support.rs"]
#[expect(dead_code, reason = "shared with the other tests")]
mod support;

#[cfg(test)]
mod bombs {
    use std::fs;
    use std::time::{Duration, Instant};

    use super::support::*;
    use plugdock_package::{Code, Limits, open};

    const MB: usize = 1_048_576;

    /// Returns the highest resident size since the last reset, in bytes.
    fn peak() -> usize {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmHWM:"))
            .unwrap();
        line.split_whitespace()
            .nth(1)
            .unwrap()
            .parse::<usize>()
            .unwrap()
            * 1024
    }

    /// Opens `bytes`. Returns the error code, the memory that it took beyond the bytes, and the
    /// time.
    fn cost(bytes: &[u8]) -> (Option<Code>, usize, Duration) {
        fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = peak();
        let start = Instant::now();
        let code = open(bytes, &Limits::default())
            .err()
            .map(|invalid| invalid.problems[0].code);
        let took = start.elapsed();
        (code, peak().saturating_sub(before), took)
    }

    /// Returns an entry with `size` deflated zeros, which are never held in memory.
    fn zeros(name: &str, size: usize) -> Raw {
        let mut deflater = flate2::Compress::new(flate2::Compression::best(), false);
        let mut sum = flate2::Crc::new();
        let mut packed = Vec::with_capacity(size / 900 + 65_536);
        let block = vec![0; MB];
        for _ in 0..size / MB {
            sum.update(&block);
            let read = deflater.total_in();
            deflater
                .compress_vec(&block, &mut packed, flate2::FlushCompress::None)
                .unwrap();
            assert_eq!(deflater.total_in() - read, MB as u64);
        }
        let end = deflater
            .compress_vec(&[], &mut packed, flate2::FlushCompress::Finish)
            .unwrap();
        assert_eq!(end, flate2::Status::StreamEnd);
        Raw {
            data: packed,
            method: 8,
            crc: sum.sum(),
            size: u32::try_from(size).unwrap(),
            ..stored(name, b"")
        }
    }

    #[test]
    fn bombs_cost_little_and_are_refused_early() {
        key();
        open(&package(&zip(&entries())), &Limits::default()).unwrap();

        // 1 MB that inflates to 1 GB and declares its true size. It is refused before any byte is
        // inflated.
        let bomb = zeros("bomb", 1_024 * MB);
        assert!(bomb.data.len() < 2 * MB);
        let (code, memory, took) = cost(&package_with(bomb.clone()));
        assert_eq!(code, Some(Code::EntryTooBig));
        assert!(memory < 8 * MB, "{memory}");
        assert!(took < Duration::from_secs(1), "{took:?}");

        // The same entry with a small declared size. It is refused at the first byte beyond that
        // size.
        for name in ["bomb", "js/desktop.js"] {
            let lie = Raw {
                size: 1_000,
                name: name.into(),
                ..bomb.clone()
            };
            let mut all = entries();
            all.retain(|entry| entry.name != lie.name);
            all.push(lie);
            let (code, memory, took) = cost(&package(&zip(&all)));
            assert_eq!(code, Some(Code::WrongSize));
            assert!(memory < 8 * MB, "{memory}");
            assert!(took < Duration::from_secs(1), "{took:?}");
        }

        // The bomb takes the place of contents.zip.
        let mut outer = parts(&zip(&entries()));
        outer[0] = Raw {
            name: b"contents.zip".to_vec(),
            ..bomb.clone()
        };
        let (code, memory, _) = cost(&zip(&outer));
        assert_eq!(
            (code, memory < 8 * MB),
            (Some(Code::EntryTooBig), true),
            "{memory}"
        );

        // Fifty entries just below the limit of one entry. They are a gigabyte together, which the
        // limit on the total stops. The manifest names none of them, so none is kept.
        let one = zeros("x", 20 * MB);
        let mut all = entries();
        all.extend((0..50).map(|index| Raw {
            name: format!("x{index}").into(),
            ..one.clone()
        }));
        let (code, memory, _) = cost(&package(&zip(&all)));
        assert_eq!(
            (code, memory < 8 * MB),
            (Some(Code::InflatedTooBig), true),
            "{memory}"
        );

        // 60,000 entries in about 5 MB. They are refused by the count in the end record.
        let flood: Vec<Raw> = (0..60_000)
            .map(|index| stored(&format!("{index}"), b""))
            .collect();
        let flood = zip(&flood);
        for bytes in [&flood, &package(&flood)] {
            let (code, memory, took) = cost(bytes);
            assert_eq!(code, Some(Code::TooManyEntries));
            assert!(memory < 8 * MB, "{memory}");
            assert!(took < Duration::from_secs(1), "{took:?}");
        }

        // A manifest of the maximum size that consists of the smallest possible values.
        let manifest = format!("{{\"x\":[{}0]}}", "0,".repeat(MB / 2 - 8));
        let (code, memory, _) = cost(&package_of(&manifest, &[]));
        assert_eq!(code, Some(Code::Required));
        assert!(memory < 96 * MB, "{memory}");
    }
}
