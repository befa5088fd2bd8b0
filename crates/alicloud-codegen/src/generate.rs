//! The stages, one after the other.

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Severity},
    document::Document,
    fixups::{Fixup, Fixups, fix},
    lower::lower,
    marks::mark,
    name::{Names, Published, flatten, name},
    nearest,
    product::Product,
    read::read,
    render::{self, File},
    spec::{Protocol, Spec},
    texts::Texts,
};

/// A specification to generate from.
#[derive(Clone, Debug, Default)]
pub struct Input<'a> {
    file: &'a str,
    source: &'a str,
    files: Vec<(&'a str, &'a str)>,
    fixups: Option<&'a Fixups>,
    fixups_file: &'a str,
    texts: Option<(&'a str, &'a Texts)>,
    operations: Option<&'a [String]>,
    published: Option<&'a Published>,
}

impl<'a> Input<'a> {
    /// The specification `text`, which is called `file` in diagnostics and in generated files.
    #[must_use]
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            source: file,
            files: vec![(file, text)],
            ..Self::default()
        }
    }

    /// Adds one more file, where a specification is several: see [`Document::assemble`].
    #[must_use]
    pub fn file(mut self, file: &'a str, text: &'a str) -> Self {
        self.files.push((file, text));
        self
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

    /// Sets the texts for this specification, and the file they are from.
    #[must_use]
    pub fn texts(mut self, file: &'a str, texts: &'a Texts) -> Self {
        self.texts = Some((file, texts));
        self
    }

    /// Keeps the names that were published before, so that no addition to the specification takes
    /// one of them.
    #[must_use]
    pub fn published(mut self, names: &'a Published) -> Self {
        self.published = Some(names);
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
    /// The part of `lib.rs` that declares the modules and exports what is public of them.
    pub index: String,
    /// The modules, in the directory `generated` beside it.
    pub files: Vec<File>,
    /// What was odd, but no obstacle.
    pub warnings: Vec<Diagnostic>,
}

/// A part of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Stage {
    /// From text to [`Spec`]: parsing, corrections and reading.
    Read,
    /// From [`Spec`] to tokens: lowering, naming and rendering.
    Generate,
    /// From tokens to text.
    Print,
}

/// Generates the module of a product.
///
/// # Errors
///
/// Everything that is wrong with the specification or its corrections, and the warnings with it.
pub fn generate(input: &Input<'_>) -> Result<Output, Vec<Diagnostic>> {
    generate_in_stages(input, |_| {})
}

/// Generates the module of a product, and calls `entering` as each stage begins, for whoever wants
/// to know how long it takes or how far it came. The last two come in turns, file by file. After an
/// error the later stages don't begin.
///
/// # Errors
///
/// As [`generate`] has them.
pub fn generate_in_stages(
    input: &Input<'_>,
    mut entering: impl FnMut(Stage),
) -> Result<Output, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::new(input.file);
    let mut about_fixups = Diagnostics::new(input.fixups_file);
    let mut about_texts = Diagnostics::new(input.texts.map_or("", |(file, _)| file));
    let output = run(
        input,
        &mut diagnostics,
        &mut about_fixups,
        &mut about_texts,
        &mut entering,
    );
    let mut found = about_fixups.into_vec();
    found.extend(about_texts.into_vec());
    found.extend(diagnostics.into_vec());
    let failed = found.iter().any(|one| one.severity == Severity::Error);
    match output {
        Some((product, names, index, files)) if !failed => Ok(Output {
            product,
            names,
            index,
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
    about_texts: &mut Diagnostics,
    entering: &mut dyn FnMut(Stage),
) -> Option<(Product, Names, String, Vec<File>)> {
    entering(Stage::Read);
    let mut document = Document::assemble(&input.files, diagnostics)?;
    mark(&mut document);
    if let Some(fixups) = input.fixups {
        let fixups: Vec<&Fixup> = fixups.of(&document).collect();
        fix(&mut document, fixups, about_fixups);
    }
    if let Some((_, texts)) = input.texts {
        texts.put(&mut document, about_texts);
    }
    let mut spec = read(&document, diagnostics);
    if spec.protocol == Protocol::Other {
        return None;
    }
    if let Some(operations) = input.operations {
        select(&mut spec, operations, diagnostics);
    }
    entering(Stage::Generate);
    let mut product = lower(&spec, diagnostics);
    if diagnostics.has_errors() || about_texts.has_errors() {
        return None;
    }
    let none = Published::default();
    let published = input.published.unwrap_or(&none);
    flatten(&mut product, published);
    let names = name(&product, published);
    let index = render::index(&product, &names);
    let mut files = Vec::new();
    for module in render::render(&product, &names) {
        entering(Stage::Print);
        files.extend(render::print(module, input.source, diagnostics));
        entering(Stage::Generate);
    }
    Some((product, names, index, files))
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
