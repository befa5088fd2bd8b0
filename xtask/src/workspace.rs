//! What the workspace's own specifications are to become.

use std::{fs, path::Path};

use alicloud_codegen::{
    Diagnostic, Diagnostics, Document, Fixups, Input, Published, Severity, Sources, generate,
    manifest_features, names_json,
};

use crate::{codegen::report, digest, manifest, sync, sync::Change};

pub(crate) const SPECS: &str = "api-specs";
pub(crate) const SOURCES: &str = "api-specs/SOURCES.json";
/// The table of names within a crate.
const NAMES: &str = "names.json";
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

/// The path to the crate that generated code depends on.
pub(crate) fn run_time_crate(root: &Path) -> Result<String, String> {
    let path = root.join("crates/alicloud");
    match path.canonicalize() {
        Ok(path) => Ok(path.to_string_lossy().into_owned()),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

/// The names that the table at `path` publishes, none if it isn't there yet; what is wrong with it
/// goes to `found`.
pub(crate) fn published(path: &Path, found: &mut Vec<Diagnostic>) -> Result<Published, String> {
    match path.exists() {
        true => names(path, found),
        false => Ok(Published::default()),
    }
}

/// The names that the table at `path` publishes; what is wrong with it goes to `found`.
pub(crate) fn names(path: &Path, found: &mut Vec<Diagnostic>) -> Result<Published, String> {
    let mut diagnostics = Diagnostics::new(path.display().to_string());
    let document = Document::parse(&sync::read(path)?, &mut diagnostics);
    let published = document.map(|document| Published::read(&document, &mut diagnostics));
    found.extend(diagnostics.into_vec());
    Ok(published.unwrap_or_default())
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
    fixups.expect_only(&sources.corrected(), &mut about_fixups);

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
        let package = root.join(target.package());
        let published = published(&package.join(NAMES), &mut found)?;
        let input = Input::new(&file, &text)
            .fixups(FIXUPS, &fixups)
            .published(&published);
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
                let names = names_json(&output.product, &output.names, &file);
                changes.extend(sync::generated(&package.join(NAMES), names)?);
                let features = manifest_features(&output.names);
                changes.extend(manifest::features(&package.join("Cargo.toml"), &features)?);
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
