//! Golden files, which the tests compare with generated texts.
//!
//! With `UPDATE_GOLDENS=1`, the tests write the texts instead of comparing them.

use std::{env, fs, path::Path};

/// Describes the first difference between the file and `text`. An update writes `text` instead.
pub(crate) fn difference(path: &Path, text: &str) -> Option<String> {
    let golden = fs::read_to_string(path).unwrap_or_default();
    if golden == text {
        return None;
    }
    if is_update() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        return None;
    }
    let line = golden
        .lines()
        .zip(text.lines())
        .take_while(|(old, new)| old == new)
        .count();
    Some(format!(
        "{} differs from the generated text in line {}:\n  golden:    {:?}\n  generated: {:?}",
        path.display(),
        line + 1,
        golden.lines().nth(line),
        text.lines().nth(line),
    ))
}

pub(crate) fn is_update() -> bool {
    env::var_os("UPDATE_GOLDENS").is_some()
}
