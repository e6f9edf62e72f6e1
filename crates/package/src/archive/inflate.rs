//! Reads the data of an entry within the limits, and checks its size and its checksum.

use std::borrow::Cow;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{Budget, Entry};
use crate::problems::shown;
use crate::{Code, Problem};

const STEP: usize = 16 * 1024;

impl<'a> Entry<'a> {
    /// Returns the data, which may have at most `most` bytes. It is inflated in small steps and
    /// stops at the first byte beyond the declared size, so that a wrong size costs no memory
    /// (T43).
    pub(crate) fn data(&self, most: u64, budget: &mut Budget) -> Result<Cow<'a, [u8]>, Problem> {
        if !self.deflated {
            self.take(most, budget)?;
            let agrees = self.data.len() as u64 == self.size;
            self.checked(if agrees {
                Ok(crc(self.data))
            } else {
                Err(Code::WrongSize)
            })?;
            return Ok(Cow::Borrowed(self.data));
        }
        let mut kept = Vec::new();
        self.inflate(most, budget, |step| kept.extend_from_slice(step))?;
        Ok(Cow::Owned(kept))
    }

    /// Checks the data like [`Entry::data`], but does not keep it. Entries to which the manifest
    /// does not refer must not be decompression bombs either, for people who unpack the package
    /// elsewhere.
    pub(crate) fn check(&self, most: u64, budget: &mut Budget) -> Result<(), Problem> {
        if self.deflated {
            self.inflate(most, budget, |_| ())
        } else {
            self.data(most, budget).map(drop)
        }
    }

    fn inflate(
        &self,
        most: u64,
        budget: &mut Budget,
        mut keep: impl FnMut(&[u8]),
    ) -> Result<(), Problem> {
        self.take(most, budget)?;
        let mut inflater = Decompress::new(false);
        let mut sum = Crc::new();
        let mut step = [0; STEP];
        let end = loop {
            let (read, written) = (inflater.total_in(), inflater.total_out());
            let rest = self
                .data
                .get(usize::try_from(read).unwrap_or(usize::MAX)..)
                .unwrap_or_default();
            let Ok(status) = inflater.decompress(rest, &mut step, FlushDecompress::None) else {
                break Err(Code::DamagedEntry);
            };
            let fresh = usize::try_from(inflater.total_out() - written).unwrap_or(STEP);
            sum.update(&step[..fresh]);
            if inflater.total_out() > self.size {
                break Err(Code::WrongSize);
            }
            keep(&step[..fresh]);
            match status {
                Status::StreamEnd => break Ok(sum.sum()),
                // If nothing was read or written, the data is incomplete.
                _ if fresh == 0 && inflater.total_in() == read => break Err(Code::DamagedEntry),
                Status::Ok | Status::BufError => {}
            }
        };
        let whole =
            inflater.total_in() == self.data.len() as u64 && inflater.total_out() == self.size;
        self.checked(end.and_then(|sum| if whole { Ok(sum) } else { Err(Code::WrongSize) }))
    }

    /// Subtracts the declared size from the budget, before anything is inflated.
    fn take(&self, most: u64, budget: &mut Budget) -> Result<(), Problem> {
        if self.size > most {
            return Err(self.problem(Code::EntryTooBig).with("limit", &most));
        }
        budget.inflated = budget.inflated.checked_sub(self.size).ok_or_else(|| {
            let problem = Problem::new(self.archive, Code::InflatedTooBig);
            problem.with("limit", &budget.most_inflated)
        })?;
        Ok(())
    }

    fn checked(&self, sum: Result<u32, Code>) -> Result<(), Problem> {
        match sum {
            Ok(sum) if sum == self.crc => Ok(()),
            Ok(_) => Err(self.problem(Code::DamagedEntry)),
            Err(code) => Err(self.problem(code)),
        }
    }

    fn problem(&self, code: Code) -> Problem {
        Problem::new(shown(&self.name), code)
            .with("archive", self.archive)
            .with("entry", &shown(&self.name))
    }
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}
