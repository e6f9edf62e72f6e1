//! Figures of several rounds, and whose turn it is in them.

/// Whether it is the turn of the first of two programs, two turns a round. The order changes from round
/// to round, so that what the machine does meanwhile falls on both.
pub(crate) fn turns(rounds: usize) -> impl Iterator<Item = bool> {
    (0..rounds).flat_map(|round| [round % 2 == 0, round % 2 == 1])
}

/// The value in the middle.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The median, and the least and the most beside it; a dash where there are no values.
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
