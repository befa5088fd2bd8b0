//! The summary of the failures of several instances.

use std::borrow::Cow;

use super::{Document, Failure};

/// The failures of several instances.
#[derive(Default)]
pub(crate) struct Summary {
    /// The number of instances.
    total: usize,
    /// The ids of failed instances with the lines of the message, in the order of the failures.
    failures: Vec<(Vec<String>, Vec<String>)>,
    /// The JSON object of each failed instance.
    documents: Vec<Document>,
    /// The number of failed instances.
    failed: usize,
    /// The advice about the failures, without duplicates.
    advice: Vec<Cow<'static, str>>,
    /// The lowest exit status of the failures: 1 for a failed call, 2 for a call that was not sent.
    status: Option<u8>,
}

impl Summary {
    /// Creates a summary of `total` instances without failures.
    pub(crate) fn of(total: usize) -> Self {
        Self {
            total,
            ..Self::default()
        }
    }

    /// Adds instances that failed for the same reason.
    pub(super) fn add(&mut self, instance_ids: Vec<String>, failure: &Failure) {
        self.failed += instance_ids.len();
        let document = Document::new(failure);
        let documents = instance_ids.iter().map(|id| document.of_instance(id));
        self.documents.extend(documents);
        self.failures.push((instance_ids, failure.what()));
        let advice = failure
            .advice()
            .filter(|advice| !self.advice.contains(advice));
        self.advice.extend(advice);
        let status = failure.status();
        self.status = Some(self.status.map_or(status, |least| least.min(status)));
    }

    /// The JSON object of each failed instance.
    pub(super) fn documents(&self) -> Vec<Document> {
        self.documents.clone()
    }

    /// The number of instances.
    pub(crate) fn total(&self) -> usize {
        self.total
    }

    /// The number of failed instances.
    pub(crate) fn failed(&self) -> usize {
        self.failed
    }

    /// A heading line, followed by the indented lines of each failure.
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

    /// The advice about the failures, without duplicates.
    pub(super) fn advice(&self) -> impl Iterator<Item = &str> {
        self.advice.iter().map(AsRef::as_ref)
    }

    /// The exit status: the lowest exit status of the failures if all instances failed, else 1.
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

    fn status(summary: Summary) -> u8 {
        Failure::of_several(summary).map_or_else(|failure| failure.status(), |()| 0)
    }

    #[test]
    fn names_each_instance_and_gives_advice_once() {
        let mut summary = Summary::of(4);
        assert_eq!(summary.failed(), 0);
        Failure::WindowsUnknown(None).count(&mut summary, ids(["i-1", "i-2"]));
        Failure::WindowsUnknown(None).count(&mut summary, ids(["i-3"]));
        assert_eq!(summary.failed(), 3);
        let unknown = "the operating system of the instance is unknown: DescribeInstances doesn't \
                       list the instance";
        let report = Failure::Several(summary).report();
        let expected = [
            "error: no URL for 3 of 4 instances:".to_owned(),
            format!("  i-1, i-2: {unknown}"),
            format!("  i-3: {unknown}"),
        ];
        assert_eq!(report[..3], expected);
        assert_eq!(report.len(), 4);
        assert!(report[3].starts_with("help: Pass --windows"), "{report:?}");
    }

    #[test]
    fn indents_all_lines_of_a_failure() {
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
    fn the_exit_status_is_2_only_if_nothing_was_sent_for_any_instance() {
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
