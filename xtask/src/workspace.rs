//! What the workspace's own specifications are to become.

use std::{fs, path::Path};

use alicloud_codegen::{
    Diagnostic, Diagnostics, Document, Fixups, Input, Severity, Sources, generate,
};

use crate::{codegen::report, digest, sync, sync::Change};

const SPECS: &str = "api-specs";
const SOURCES: &str = "api-specs/SOURCES.json";
const FIXUPS: &str = "api-specs/fixups.json";

/// The corrections of the workspace at `root`; what is wrong with them goes to `diagnostics`.
pub(crate) fn fixups(root: &Path, diagnostics: &mut Diagnostics) -> Result<Fixups, String> {
    let document = Document::parse(&sync::read(&root.join(FIXUPS))?, diagnostics);
    Ok(document.map_or_else(Fixups::default, |document| {
        Fixups::read(&document, diagnostics)
    }))
}

pub(crate) fn fixups_file() -> &'static str {
    FIXUPS
}

/// What has to change so that all generated code, and the digests of the specifications, are up to
/// date.
pub(crate) fn changes(root: &Path) -> Result<Vec<Change>, String> {
    let mut about_sources = Diagnostics::new(SOURCES);
    let list = sync::read(&root.join(SOURCES))?;
    let sources = Document::parse(&list, &mut about_sources)
        .map(|document| Sources::read(&document, &mut about_sources))
        .unwrap_or_default();

    let mut about_fixups = Diagnostics::new(FIXUPS);
    let fixups = fixups(root, &mut about_fixups)?;
    let specs: Vec<&str> = sources.crates.iter().map(|target| target.spec()).collect();
    fixups.expect_only(&specs, &mut about_fixups);

    let mut found = about_sources.into_vec();
    found.extend(about_fixups.into_vec());
    let mut changes = Vec::new();
    for target in &sources.crates {
        let file = format!("{SPECS}/{}", target.specification);
        let mut about_file = Diagnostics::new(&file);
        let text = match fs::read_to_string(root.join(&file)) {
            Ok(text) => text,
            Err(error) => {
                about_file.error("", format!("cannot be read: {error}"));
                found.extend(about_file.into_vec());
                continue;
            }
        };
        let input = Input::new(&file, &text).fixups(FIXUPS, &fixups);
        match generate(&input) {
            Ok(output) => {
                found.extend(output.warnings);
                let id = output.product.id();
                if id != target.spec() {
                    let place = format!("{SPECS}/{id}.json");
                    about_file.error("/info", format!("is that of {id}; it belongs in {place}"));
                    found.extend(about_file.into_vec());
                    continue;
                }
                if has_errors(&found) {
                    continue;
                }
                let directory = root.join(&target.output);
                changes.extend(sync::directory(&directory, &output.files)?);
            }
            Err(diagnostics) => found.extend(diagnostics),
        }
    }
    if has_errors(&found) {
        return Err(report(&found));
    }
    if !found.is_empty() {
        eprintln!("{}", report(&found));
    }
    let updated = digest::update(root, SPECS, &list, &sources)?;
    changes.extend(sync::file(&root.join(SOURCES), updated)?);
    Ok(changes)
}

fn has_errors(found: &[Diagnostic]) -> bool {
    found.iter().any(|one| one.severity == Severity::Error)
}
