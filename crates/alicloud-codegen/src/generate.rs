//! The stages, one after the other.

use crate::{
    Diagnostic, Diagnostics, Document, File, Fixup, Fixups, Names, Severity, fix, lower, name,
    nearest, product::Product, read, render::render, spec::Spec,
};

/// A specification to generate from.
#[derive(Clone, Debug, Default)]
pub struct Input<'a> {
    file: &'a str,
    source: &'a str,
    text: &'a str,
    fixups: Option<&'a Fixups>,
    fixups_file: &'a str,
    operations: Option<&'a [String]>,
}

impl<'a> Input<'a> {
    /// The specification `text`, which is called `file` in diagnostics and in generated files.
    #[must_use]
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            source: file,
            text,
            ..Self::default()
        }
    }

    /// Sets what generated files call the specification, where that is not its path.
    #[must_use]
    pub fn source(mut self, source: &'a str) -> Self {
        self.source = source;
        self
    }

    /// Sets the corrections, of which those for this product and version are applied, and the file
    /// they are from.
    #[must_use]
    pub fn fixups(mut self, file: &'a str, fixups: &'a Fixups) -> Self {
        self.fixups_file = file;
        self.fixups = Some(fixups);
        self
    }

    /// Leaves out all operations but these.
    #[must_use]
    pub fn operations(mut self, operations: &'a [String]) -> Self {
        self.operations = Some(operations);
        self
    }
}

/// What was generated.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Output {
    /// What was generated from.
    pub product: Product,
    /// How everything in it is called in Rust.
    pub names: Names,
    /// The module: `mod.rs` and what it declares.
    pub files: Vec<File>,
    /// What was odd, but no obstacle.
    pub warnings: Vec<Diagnostic>,
}

/// Generates the module of a product.
///
/// # Errors
///
/// Everything that is wrong with the specification or its corrections, and the warnings with it.
pub fn generate(input: &Input<'_>) -> Result<Output, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::new(input.file);
    let mut about_fixups = Diagnostics::new(input.fixups_file);
    let output = run(input, &mut diagnostics, &mut about_fixups);
    let mut found = about_fixups.into_vec();
    found.extend(diagnostics.into_vec());
    let failed = found.iter().any(|one| one.severity == Severity::Error);
    match output {
        Some((product, names, files)) if !failed => Ok(Output {
            product,
            names,
            files,
            warnings: found,
        }),
        _ => Err(found),
    }
}

fn run(
    input: &Input<'_>,
    diagnostics: &mut Diagnostics,
    about_fixups: &mut Diagnostics,
) -> Option<(Product, Names, Vec<File>)> {
    let mut document = Document::parse(input.text, diagnostics)?;
    if let Some(fixups) = input.fixups {
        let fixups: Vec<&Fixup> = fixups.of(&document).collect();
        fix(&mut document, fixups, about_fixups);
    }
    let mut spec = read(&document, diagnostics);
    if let Some(operations) = input.operations {
        select(&mut spec, operations, diagnostics);
    }
    let product = lower(&spec, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let names = name(&product);
    let files = render(&product, &names, input.source, diagnostics);
    Some((product, names, files))
}

/// Leaves the operations of these names, in the order of the specification.
fn select(spec: &mut Spec, operations: &[String], diagnostics: &mut Diagnostics) {
    for wanted in operations {
        let mut known = spec.apis.iter().map(|api| api.name.as_str());
        if known.clone().all(|name| name != wanted) {
            let nearest = nearest::suggest(wanted, known.by_ref());
            diagnostics.error("/apis", format!("has no operation `{wanted}`; {nearest}"));
        }
    }
    spec.apis.retain(|api| operations.contains(&api.name));
}
