//! What went wrong with several instances.

use std::borrow::Cow;

use super::Failure;

/// Which of several instances have no URL, and why.
#[derive(Default)]
pub(crate) struct Summary {
    /// How many instances there are.
    total: usize,
    /// Which instances failed, and the lines that say why, in the order in which it was known.
    failures: Vec<(Vec<String>, Vec<String>)>,
    /// How many instances those are.
    failed: usize,
    /// What to do, each once.
    advice: Vec<Cow<'static, str>>,
    /// The least of the exit statuses: 1 stands for a failed call, 2 for one that was not sent.
    status: Option<u8>,
}

impl Summary {
    /// The summary of `total` instances, none of which failed so far.
    pub(crate) fn of(total: usize) -> Self {
        Self {
            total,
            ..Self::default()
        }
    }

    /// Adds what went wrong with `instance_ids`, all for the same reason.
    pub(crate) fn add(
        &mut self,
        instance_ids: impl IntoIterator<Item = String>,
        failure: &Failure,
    ) {
        let instance_ids: Vec<String> = instance_ids.into_iter().collect();
        self.failed += instance_ids.len();
        self.failures.push((instance_ids, failure.what()));
        if let Some(advice) = failure
            .advice()
            .filter(|advice| !self.advice.contains(advice))
        {
            self.advice.push(advice);
        }
        let status = failure.status();
        self.status = Some(self.status.map_or(status, |least| least.min(status)));
    }

    /// How many instances there are.
    pub(crate) fn total(&self) -> usize {
        self.total
    }

    /// How many instances failed.
    pub(crate) fn failed(&self) -> usize {
        self.failed
    }

    /// A failure, if there was one.
    pub(crate) fn result(self) -> Result<(), Failure> {
        if self.failures.is_empty() {
            return Ok(());
        }
        Err(Failure::Several(self))
    }

    /// A line of introduction, and the lines of each failure, indented.
    pub(super) fn what(&self) -> Vec<String> {
        let (failed, total) = (self.failed(), self.total);
        let mut lines = vec![format!("no URL for {failed} of {total} instances:")];
        for (instance_ids, what) in &self.failures {
            let mut begin = format!("  {}: ", instance_ids.join(", "));
            for line in what {
                lines.push(begin + line);
                begin = "  ".to_owned();
            }
        }
        lines
    }

    /// What to do about the failures, each advice once.
    pub(super) fn advice(&self) -> impl Iterator<Item = &str> {
        self.advice.iter().map(AsRef::as_ref)
    }

    /// The exit status: as of one instance if all failed before anything was sent, else 1.
    pub(super) fn status(&self) -> u8 {
        match self.status {
            Some(status) if self.failed() == self.total => status,
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids<const N: usize>(ids: [&str; N]) -> [String; N] {
        ids.map(str::to_owned)
    }

    fn status(result: Result<(), Failure>) -> u8 {
        result.map_or_else(|failure| failure.status(), |()| 0)
    }

    #[test]
    fn each_instance_is_named_and_advice_is_given_once() {
        let mut summary = Summary::of(4);
        assert_eq!(summary.failed(), 0);
        summary.add(ids(["i-1", "i-2"]), &Failure::WindowsUnknown(None));
        summary.add(ids(["i-3"]), &Failure::WindowsUnknown(None));
        assert_eq!(summary.failed(), 3);
        let unknown = "whether the instance runs Windows is unknown: DescribeInstances doesn't \
                       list it";
        let report = Failure::Several(summary).report();
        let expected = [
            "error: no URL for 3 of 4 instances:".to_owned(),
            format!("  i-1, i-2: {unknown}"),
            format!("  i-3: {unknown}"),
        ];
        assert_eq!(report[..3], expected);
        assert_eq!(report.len(), 4);
        assert!(report[3].starts_with("help: Say it"), "{report:?}");
    }

    #[test]
    fn several_lines_of_a_failure_are_indented() {
        let mut inner = Summary::of(1);
        inner.add(ids(["i-1"]), &Failure::Input("a\nb".to_owned()));
        let mut summary = Summary::of(1);
        summary.add(ids(["i-2"]), &Failure::Several(inner));
        let expected = [
            "no URL for 1 of 1 instances:",
            "  i-2: no URL for 1 of 1 instances:",
            "    i-1: a\nb",
        ];
        assert_eq!(summary.what(), expected);
    }

    #[test]
    fn the_status_is_that_of_one_only_if_nothing_was_sent_for_any() {
        let input = || Failure::Input(String::new());
        assert_eq!(status(Summary::of(2).result()), 0);

        let mut summary = Summary::of(2);
        summary.add(ids(["i-1"]), &input());
        assert_eq!(summary.status(), 1);
        summary.add(ids(["i-2"]), &input());
        assert_eq!(summary.status(), 2);
        assert_eq!(status(summary.result()), 2);

        let mut summary = Summary::of(2);
        summary.add(ids(["i-1"]), &input());
        summary.add(ids(["i-2"]), &Failure::WindowsUnknown(None));
        assert_eq!(status(summary.result()), 1);
    }
}
