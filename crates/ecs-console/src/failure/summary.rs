//! What went wrong with several instances.

use std::borrow::Cow;

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

    /// Adds instances that failed for the same reason: the lines that say why, what to do, and the
    /// exit status.
    pub(super) fn add(
        &mut self,
        instance_ids: Vec<String>,
        what: Vec<String>,
        advice: Option<Cow<'static, str>>,
        status: u8,
    ) {
        self.failed += instance_ids.len();
        self.failures.push((instance_ids, what));
        let advice = advice.filter(|advice| !self.advice.contains(advice));
        self.advice.extend(advice);
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
    use crate::failure::Failure;

    fn ids<const N: usize>(ids: [&str; N]) -> [String; N] {
        ids.map(str::to_owned)
    }

    fn status(summary: Summary) -> u8 {
        Failure::of_several(summary).map_or_else(|failure| failure.status(), |()| 0)
    }

    #[test]
    fn each_instance_is_named_and_advice_is_given_once() {
        let mut summary = Summary::of(4);
        assert_eq!(summary.failed(), 0);
        Failure::WindowsUnknown(None).count(&mut summary, ids(["i-1", "i-2"]));
        Failure::WindowsUnknown(None).count(&mut summary, ids(["i-3"]));
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
        Failure::Input("a\nb".to_owned()).count(&mut inner, ids(["i-1"]));
        let mut summary = Summary::of(1);
        Failure::Several(inner).count(&mut summary, ids(["i-2"]));
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
        assert_eq!(status(Summary::of(2)), 0);

        let mut summary = Summary::of(2);
        input().count(&mut summary, ids(["i-1"]));
        assert_eq!(summary.status(), 1);
        input().count(&mut summary, ids(["i-2"]));
        assert_eq!(summary.status(), 2);
        assert_eq!(status(summary), 2);

        let mut summary = Summary::of(2);
        input().count(&mut summary, ids(["i-1"]));
        Failure::WindowsUnknown(None).count(&mut summary, ids(["i-2"]));
        assert_eq!(status(summary), 1);
    }
}
