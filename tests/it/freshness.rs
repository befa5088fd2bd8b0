//! Tests that the generated code in the workspace is up to date.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed setup step should fail the test"
)]

use std::{
    collections::BTreeSet,
    fs,
    path::{MAIN_SEPARATOR, Path, PathBuf},
};

use alicloud_codegen::{
    Diagnostics, Document, Fixups, Input, Published, Sources, Texts, check_facts, feature_table,
    generate, manifest_features, names_json,
};
use sha2::{Digest, Sha256};

const COMMAND: &str = "run\n\n    cargo xtask codegen\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn document(path: &str, diagnostics: &mut Diagnostics) -> Document {
    Document::parse(&text(path), diagnostics).unwrap()
}

fn sources() -> Sources {
    let mut diagnostics = Diagnostics::new("SOURCES.json");
    let sources = Sources::read(
        &document("api-specs/SOURCES.json", &mut diagnostics),
        &mut diagnostics,
    );
    assert_eq!(diagnostics.into_vec(), []);
    sources
}

#[test]
fn generated_code_is_up_to_date() {
    let mut diagnostics = Diagnostics::new("api-specs/fixups.json");
    let fixups = document("api-specs/fixups.json", &mut diagnostics);
    let fixups = Fixups::read(&fixups, &mut diagnostics);
    let sources = sources();
    fixups.expect_only(&sources.corrected(), &mut diagnostics);
    for target in &sources.crates {
        let file = format!("api-specs/{}", target.specification);
        let specification = text(&file);
        let names = format!("{}/names.json", target.package());
        let published = Published::read(&document(&names, &mut diagnostics), &mut diagnostics);
        assert_eq!(check_facts(&file, &specification), []);
        let texts_file = target.texts.as_ref();
        let texts_file = texts_file.map(|texts| format!("api-specs/{texts}"));
        let texts = texts_file.as_ref().map(|file| {
            let document = document(file, &mut diagnostics);
            Texts::read(&document, &mut diagnostics)
        });
        let mut input = Input::new(&file, &specification)
            .fixups("api-specs/fixups.json", &fixups)
            .published(&published);
        if let (Some(file), Some(texts)) = (&texts_file, &texts) {
            input = input.texts(file, texts);
        }
        let output = generate(&input).unwrap();
        assert_eq!(output.warnings, []);
        assert!(
            text(&names) == names_json(&output.product, &output.names, &file),
            "{names} doesn't match its specification; {COMMAND}"
        );
        let manifest = format!("{}/Cargo.toml", target.package());
        assert!(
            text(&manifest).contains(&manifest_features(&output.product, &output.names)),
            "{manifest} lacks features of its specification; {COMMAND}"
        );
        let library = format!("{}/src/lib.rs", target.package());
        assert!(
            text(&library).contains(&output.index),
            "{library} lacks modules of its specification; {COMMAND}"
        );
        let table = feature_table(&output.product, &output.names);
        // The README is the front page of the crate's documentation.
        let readme = format!("{}/README.md", target.package());
        for row in table.lines() {
            assert!(
                text(&readme).contains(&format!("{row}\n")),
                "{readme} lacks the row {row}"
            );
        }
        for file in &output.files {
            let path = format!("{}/{}", target.output, file.path);
            assert!(
                text(&path) == file.text,
                "{path} doesn't match its specification; {COMMAND}"
            );
        }
        let expected: BTreeSet<&str> = output.files.iter().map(|file| file.path.as_str()).collect();
        for entry in fs::read_dir(root().join(&target.output)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let path = format!("{}/{name}", target.output);
            assert!(
                expected.contains(name.as_str()),
                "{path} is no longer generated; {COMMAND}"
            );
        }
    }
    assert_eq!(diagnostics.into_vec(), []);
}

#[test]
fn digests_match_the_specifications() {
    for source in sources().specifications {
        let path = format!("api-specs/{}", source.file);
        let digest = base16ct::lower::encode_string(&Sha256::digest(text(&path)));
        assert_eq!(digest, source.sha256, "{path} has changed; {COMMAND}");
    }
}

#[test]
fn every_specification_is_listed() {
    let sources = sources();
    let listed: BTreeSet<&str> = sources
        .specifications
        .iter()
        .map(|source| source.file.as_str())
        .collect();
    let specs = root().join("api-specs");
    let products = fs::read_dir(&specs)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    for product in products.filter(|path| path.is_dir()) {
        for entry in fs::read_dir(product).unwrap() {
            let path = entry.unwrap().path();
            let file = path.strip_prefix(&specs).unwrap().to_str().unwrap();
            let file = &*file.replace(MAIN_SEPARATOR, "/");
            let mut targets = sources.crates.iter();
            if targets.any(|target| target.texts.as_deref() == Some(file)) {
                continue;
            }
            assert!(
                listed.contains(file),
                "api-specs/SOURCES.json has no entry for {file}"
            );
        }
    }
}
