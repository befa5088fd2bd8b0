//! What the parser of ini files lets pass.

use std::collections::HashSet;

use crate::{FileProblem, document::shown};

/// Refuses what the parser would take, and in part forget: a section or key that is there twice, and
/// keys of no section.
pub(super) fn check(text: &str) -> Result<(), FileProblem> {
    // One set of all keys: emptying a large one for each section would be quadratic.
    let (mut sections, mut keys) = (HashSet::new(), HashSet::new());
    let (mut section, mut stray) = (None, None);
    for (line, text) in (1..).zip(text.lines().map(str::trim)) {
        if text.is_empty() || text.starts_with([';', '#']) {
            continue;
        }
        // A bracket that nobody closes is the parser's to refuse.
        if let Some((name, _)) = text
            .strip_prefix('[')
            .and_then(|rest| rest.rsplit_once(']'))
        {
            let name = name.trim();
            if !sections.insert(name) {
                return Err(FileProblem::TwoSections {
                    section: shown(name),
                    line,
                });
            }
            section = Some(name);
            continue;
        }
        let Some(section) = section else {
            stray = stray.or(Some(line));
            continue;
        };
        let key = text.split(['=', ':']).next().unwrap_or_default().trim();
        if !key.is_empty() && !keys.insert((section, key)) {
            return Err(FileProblem::TwoValues {
                section: shown(section),
                key: shown(key),
                line,
            });
        }
    }
    match stray {
        _ if sections.is_empty() => Err(FileProblem::NotIni { line: None }),
        Some(line) => Err(FileProblem::NotIni { line: Some(line) }),
        None => Ok(()),
    }
}
