//! Which operations only read, so that a client may repeat them.

use crate::{
    diagnostic::Diagnostics,
    spec::{Api, Mark},
};

/// The verbs that read where the vendor's marks say so: repeating such an operation changes nothing
/// and costs nothing. `docs/decisions.md` says how they were chosen.
const VERBS: &[&str] = &["Describe", "Get", "List", "Query"];

/// The verbs that read without a mark.
const VERBS_WITHOUT_MARK: &[&str] = &["Describe", "List"];

/// Whether the operation only reads: as a correction says, or else if the vendor's marks agree on it
/// and the verb reads. A contradiction that no correction settles is a warning.
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
            format!("is {corrected}, as marks and verb say without it; remove it"),
        ),
        (None, Some((mark, message))) => {
            diagnostics.warning(format!("{}/{}", api.pointer, mark.key), message);
        }
        _ => {}
    }
    api.reads.unwrap_or(by_rule)
}

/// The mark that another mark or the verb contradicts, and how.
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
                "is `{}`, but `{}` is `{}`, so the operation may write; correct the wrong mark",
                reading.value, writing.key, writing.value
            ),
        )),
        (Some(reading), None) if !verb_reads => Some((
            reading,
            format!(
                "is `{}`, but `{verb}` is not a reading verb ({}), so the operation may write; \
                 correct the mark, or set `x-reads` to true",
                reading.value,
                VERBS.join(", ")
            ),
        )),
        (None, Some(writing)) if verb_reads => Some((
            writing,
            format!(
                "is `{}`, so the operation may write, but `{verb}` is a reading verb; correct the \
                 mark if it is wrong",
                writing.value
            ),
        )),
        _ => None,
    }
}

/// The first word of a name in camel case: up to the next letter that is not lower-case, or digit.
fn verb(name: &str) -> &str {
    let mut rest = name.char_indices().skip(1);
    let end = rest.find(|(_, letter)| !letter.is_ascii_lowercase());
    end.map_or(name, |(end, _)| name.split_at(end).0)
}
