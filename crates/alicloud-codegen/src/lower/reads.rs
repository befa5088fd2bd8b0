//! Detects operations that only read. Clients may retry these operations.

use crate::{
    diagnostic::Diagnostics,
    spec::{Api, Mark},
};

/// The verbs of operations that only read, if the vendor's marks agree.
///
/// A repeated call of such an operation changes nothing and costs nothing. `docs/decisions.md`
/// explains the choice of the verbs.
const VERBS: &[&str] = &["Describe", "Get", "List", "Query"];

/// The verbs of operations that only read even if there is no mark.
const VERBS_WITHOUT_MARK: &[&str] = &["Describe", "List"];

/// Whether the operation only reads.
///
/// A correction decides first. Otherwise, the operation only reads if its verb is a reading verb
/// and all marks of the vendor agree. Without a mark, only `Describe` and `List` are reading verbs.
/// A contradiction without a correction is a warning.
pub(super) fn reads(api: &Api, diagnostics: &mut Diagnostics) -> bool {
    let reading = api.marks.iter().find(|mark| mark.reads);
    let writing = api.marks.iter().find(|mark| !mark.reads);
    let verb = verb(&api.name);
    let by_rule = match (reading, writing) {
        (None, None) => VERBS_WITHOUT_MARK.contains(&verb),
        (Some(_), None) => VERBS.contains(&verb),
        (_, Some(_)) => false,
    };
    let contradiction = contradiction(verb, reading, writing);
    match (api.reads, contradiction) {
        (Some(corrected), None) if corrected == by_rule => diagnostics.warning(
            format!("{}/x-reads", api.pointer),
            format!(
                "the marks and the verb already imply the value `{corrected}`; remove `x-reads`"
            ),
        ),
        (None, Some((mark, message))) => {
            diagnostics.warning(format!("{}/{}", api.pointer, mark.key), message);
        }
        _ => {}
    }
    api.reads.unwrap_or(by_rule)
}

/// Finds a mark that contradicts another mark or the verb. Returns the mark and a message.
fn contradiction<'a>(
    verb: &str,
    reading: Option<&'a Mark>,
    writing: Option<&'a Mark>,
) -> Option<(&'a Mark, String)> {
    let verb_reads = VERBS.contains(&verb);
    match (reading, writing) {
        (Some(reading), Some(writing)) => Some((
            reading,
            format!(
                "the mark is `{}`, but `{}` is `{}`, so the operation counts as writing; correct the \
                 wrong mark",
                reading.value, writing.key, writing.value
            ),
        )),
        (Some(reading), None) if !verb_reads => Some((
            reading,
            format!(
                "the mark is `{}`, but `{verb}` is not a reading verb ({}), so the operation counts \
                 as writing; correct the mark, or set `x-reads` to true",
                reading.value,
                VERBS.join(", ")
            ),
        )),
        (None, Some(writing)) if verb_reads => Some((
            writing,
            format!(
                "the mark is `{}`, so the operation counts as writing, but `{verb}` is a reading \
                 verb; correct the mark if it is wrong",
                writing.value
            ),
        )),
        _ => None,
    }
}

/// Returns the first word of a name in camel case.
///
/// The word ends before the next character that is not a lower-case letter.
fn verb(name: &str) -> &str {
    let mut rest = name.char_indices().skip(1);
    let end = rest.find(|(_, letter)| !letter.is_ascii_lowercase());
    end.map_or(name, |(end, _)| name.split_at(end).0)
}
