//! Statistics over several rounds, and the order of measurements.

/// Returns the order of two programs over several rounds, with two turns per round. True means the
/// first program. The order alternates from round to round, so that changes in the machine's load
/// affect both.
pub(crate) fn turns(rounds: usize) -> impl Iterator<Item = bool> {
    (0..rounds).flat_map(|round| [round % 2 == 0, round % 2 == 1])
}

/// Returns the median.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Formats the median with the minimum and the maximum, or a dash if there are no values.
pub(crate) fn spread(values: impl Iterator<Item = f64>, digits: usize) -> String {
    let values: Vec<f64> = values.collect();
    if values.is_empty() {
        return "–".to_owned();
    }
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(0.0, f64::max);
    let middle = median(values.into_iter());
    format!("{middle:.digits$} ({least:.digits$}–{most:.digits$})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_turn_a_round_and_begins_every_other() {
        let turns: Vec<bool> = turns(3).collect();
        assert_eq!(turns, [true, false, false, true, true, false]);
    }

    #[test]
    fn a_spread_is_a_median_between_the_least_and_the_most() {
        assert_eq!(spread([3.0, 1.0, 2.0].into_iter(), 1), "2.0 (1.0–3.0)");
        assert_eq!(spread(std::iter::empty(), 1), "–");
    }
}
