//! Updates the generated part of a file, which is between two marker lines.

use std::path::Path;

use alicloud_codegen::cli::change::{self, Change};

const BEGIN: &str = "Written by `cargo xtask codegen`:";
const END: &str = "End of the generated part.";

/// Returns the change that replaces the marked part of the file at `path` with `generated`.
/// `comment` has the texts that begin and end a comment in the file.
pub(crate) fn part(
    path: &Path,
    comment: (&str, &str),
    generated: &str,
) -> Result<Option<Change>, String> {
    let mark = |text| format!("{}{text}{}\n", comment.0, comment.1);
    let (begin, end) = (mark(BEGIN), mark(END));
    let text = change::read(path)?;
    let parts = text.split_once(&begin);
    let parts = parts.and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let Some((before, after)) = parts else {
        return Err(format!(
            "{}: the marker lines of the generated part are missing; add these lines:\n\n{begin}{end}",
            path.display()
        ));
    };
    change::file(path, format!("{before}{begin}{generated}{end}{after}"))
}
