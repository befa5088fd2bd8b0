//! What has a name in Rust for the sake of convenience: error codes and documented values.

use super::change::{Aspect, Change, Changes, Subject, matched};

/// A code or value, and the path of its constant in Rust if it has one.
pub(super) type Constant<'a> = (&'a str, Option<String>);

impl Changes {
    /// Compares two lists. Neither limits what a server sends, so there only the constant can be
    /// missed. If values are sent (`is_sent`), a server may refuse a value that is no longer
    /// listed, unless the new list is empty, which limits nothing. `place` is what stands before
    /// the code or value.
    pub(super) fn constants(
        &mut self,
        subject: Subject,
        place: &str,
        [old, new]: [Vec<Constant<'_>>; 2],
        is_sent: bool,
    ) {
        let shown = |constant: Option<&Constant<'_>>| {
            let path = constant?.1.clone();
            Some(path.unwrap_or_else(|| "without a constant".to_owned()))
        };
        let is_unlimited = new.is_empty();
        for (code, was, is) in matched(&old, &new, |(code, _)| *code) {
            let (old, new) = (shown(was), shown(is));
            if old == new {
                continue;
            }
            let path = |constant: Option<&Constant<'_>>| constant?.1.clone();
            let aspect = match (was, is) {
                (Some(_), Some(_)) => Aspect::Name,
                _ => Aspect::Presence,
            };
            self.list.push(Change {
                rust: path(was).or_else(|| path(is)).unwrap_or_default(),
                old,
                new,
                breaks_rust: path(was).is_some(),
                breaks_wire: is_sent && is.is_none() && !is_unlimited,
                ..Change::of(subject, aspect, format!("{place}{code}"))
            });
        }
    }
}
