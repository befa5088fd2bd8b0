//! Files of which a marked part is generated.

use std::path::Path;

use alicloud_codegen::cli::change::{self, Change};

const BEGIN: &str = "Written by `cargo xtask codegen`:";
const END: &str = "End of what is generated.";

/// What has to change for the marked part of the file at `path` to be `generated`. Comments of the
/// file are between the texts of `comment`.
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
            "{}: has no place for the generated part; it needs\n\n{begin}{end}",
            path.display()
        ));
    };
    change::file(path, format!("{before}{begin}{generated}{end}{after}"))
}
