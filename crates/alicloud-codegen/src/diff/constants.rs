//! Compares error codes and documented values, which may have constants in Rust.

use super::change::{Aspect, Change, Changes, Subject, matched};

/// An error code or a value, and the Rust path of its constant, if there is a constant.
pub(super) type Constant<'a> = (&'a str, Option<String>);

impl Changes {
    /// Compares two lists of error codes or values.
    ///
    /// A removed constant breaks Rust. If clients send the values (`is_sent`), a removed value
    /// breaks the wire as well, unless the new list is empty. An empty list allows all values.
    ///
    /// `place` is the text before the code or value in [`Change::place`].
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
