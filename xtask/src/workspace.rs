//! Generates the code of the workspace's own specifications.

use std::{fs, path::Path};

use alicloud_codegen::{
    Diagnostic, Diagnostics, Fixups, Input, Sources, Texts,
    cli::{
        change::{self, Change},
        input::{parse, published},
        output::{has_errors, named, warn},
    },
    feature_table, generate, manifest_features, names_json,
};

use crate::{digest, marked};

pub(crate) const SPECS: &str = "api-specs";
pub(crate) const SOURCES: &str = "api-specs/SOURCES.json";
pub(crate) const FIXUPS: &str = "api-specs/fixups.json";
/// The file of a crate that contains the table of names.
const NAMES: &str = "names.json";

/// Reads the corrections of the workspace at `root`. Problems are added to `found`.
pub(crate) fn fixups(root: &Path, found: &mut Vec<Diagnostic>) -> Result<Fixups, String> {
    let text = change::read(&root.join(FIXUPS))?;
    Ok(parse(FIXUPS, &text, found, Fixups::read))
}

/// Reads the texts in `file`, if there is one. Problems are added to `found`.
fn texts(root: &Path, file: Option<&str>, found: &mut Vec<Diagnostic>) -> Result<Texts, String> {
    let Some(file) = file else {
        return Ok(Texts::default());
    };
    let text = change::read(&root.join(file))?;
    Ok(parse(file, &text, found, Texts::read))
}

/// Returns the path to the crate `alicloud`, which generated code depends on.
pub(crate) fn run_time_crate(root: &Path) -> Result<String, String> {
    let path = root.join("crates/alicloud");
    let absolute = path.canonicalize().map_err(named(&path))?;
    Ok(absolute.to_string_lossy().into_owned())
}

/// Reads the list of the specifications in the workspace at `root`.
pub(crate) fn sources(root: &Path) -> Result<Sources, String> {
    let mut found = Vec::new();
    let list = change::read(&root.join(SOURCES))?;
    let sources = parse(SOURCES, &list, &mut found, Sources::read);
    warn(&found).map(|()| sources)
}

/// Returns the changes that update all generated code and the digests of the specifications.
pub(crate) fn changes(root: &Path) -> Result<Vec<Change>, String> {
    let mut found = Vec::new();
    let list = change::read(&root.join(SOURCES))?;
    let sources = parse(SOURCES, &list, &mut found, Sources::read);
    let fixups = fixups(root, &mut found)?;
    let mut about_fixups = Diagnostics::new(FIXUPS);
    fixups.expect_only(&sources.corrected(), &mut about_fixups);
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
        let texts_file = target
            .texts
            .as_ref()
            .map(|texts| format!("{SPECS}/{texts}"));
        let texts = texts(root, texts_file.as_deref(), &mut found)?;
        let mut input = Input::new(&file, &text)
            .fixups(FIXUPS, &fixups)
            .published(&published);
        if let Some(file) = &texts_file {
            input = input.texts(file, &texts);
        }
        match generate(&input) {
            Ok(output) => {
                found.extend(output.warnings);
                let id = output.product.id();
                if id != target.spec() {
                    let place = format!("{SPECS}/{id}.json");
                    about_file.error(
                        "/info",
                        format!("the specification is {id}; move the file to {place}"),
                    );
                    found.extend(about_file.into_vec());
                    continue;
                }
                if has_errors(&found) {
                    continue;
                }
                let directory = root.join(&target.output);
                changes.extend(change::directory(&directory, &output.files)?);
                let names = names_json(&output.product, &output.names, &file);
                changes.extend(change::generated(&package.join(NAMES), names)?);
                let features = manifest_features(&output.product, &output.names);
                changes.extend(marked::part(
                    &package.join("Cargo.toml"),
                    ("# ", ""),
                    &features,
                )?);
                let library = package.join("src/lib.rs");
                changes.extend(marked::part(&library, ("// ", ""), &output.index)?);
                let table = format!("\n{}\n", feature_table(&output.product, &output.names));
                let readme = package.join("README.md");
                changes.extend(marked::part(&readme, ("<!-- ", " -->"), &table)?);
            }
            Err(diagnostics) => found.extend(diagnostics),
        }
    }
    warn(&found)?;
    let updated = digest::update(root, SPECS, &list, &sources)?;
    changes.extend(change::file(&root.join(SOURCES), updated)?);
    Ok(changes)
}
