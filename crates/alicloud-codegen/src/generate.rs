//! Runs the stages of the generator in order.

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

/// The input of the generator: a specification, and optionally corrections, texts, published names
/// and a selection of operations.
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
    /// Creates an input from the specification `text`. `file` is the name of the specification in
    /// diagnostics and in generated files.
    #[must_use]
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            source: file,
            files: vec![(file, text)],
            ..Self::default()
        }
    }

    /// Adds another file of a specification that consists of several files. See
    /// [`Document::assemble`].
    #[must_use]
    pub fn file(mut self, file: &'a str, text: &'a str) -> Self {
        self.files.push((file, text));
        self
    }

    /// Sets the name of the specification in generated files. By default, the name is the `file` of
    /// [`Input::new`].
    #[must_use]
    pub fn source(mut self, source: &'a str) -> Self {
        self.source = source;
        self
    }

    /// Sets the corrections, and the path of the file of corrections. Only the corrections for this
    /// product and version are applied.
    #[must_use]
    pub fn fixups(mut self, file: &'a str, fixups: &'a Fixups) -> Self {
        self.fixups_file = file;
        self.fixups = Some(fixups);
        self
    }

    /// Sets the documentation texts for this specification, and the path of the file of texts.
    #[must_use]
    pub fn texts(mut self, file: &'a str, texts: &'a Texts) -> Self {
        self.texts = Some((file, texts));
        self
    }

    /// Sets the Rust names in the published crate, which the generator keeps. Items that were added
    /// to the specification never get these names.
    #[must_use]
    pub fn published(mut self, names: &'a Published) -> Self {
        self.published = Some(names);
        self
    }

    /// Generates only these operations. An unknown operation is an error.
    #[must_use]
    pub fn operations(mut self, operations: &'a [String]) -> Self {
        self.operations = Some(operations);
        self
    }
}

/// The output of the generator.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Output {
    /// The product that the code was generated from.
    pub product: Product,
    /// The Rust names of everything in the product.
    pub names: Names,
    /// The part of `lib.rs` that declares the modules and re-exports their public items.
    pub index: String,
    /// The files of the modules. Their paths are relative to the directory `generated` beside
    /// `lib.rs`.
    pub files: Vec<File>,
    /// The warnings about the input.
    pub warnings: Vec<Diagnostic>,
}

/// A stage of the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Stage {
    /// Parsing, correcting and reading: from text to [`Spec`].
    Read,
    /// Lowering, naming and rendering: from [`Spec`] to tokens.
    Generate,
    /// Printing: from tokens to text.
    Print,
}

/// Generates the modules of a product.
///
/// The steps run in this order:
///
/// | step | task | output |
/// |---|---|---|
/// | [`Document::assemble`] | parses and joins the files | the document, with its keys in order |
/// | [`mark`] | finds facts that only the prose states | the document, with marks |
/// | [`fix`] | applies corrections of the vendor's mistakes | the corrected document |
/// | [`Texts::put`] | adds this project's documentation texts | the document, with texts |
/// | [`read`] | reads the specification format | [`Spec`] |
/// | [`lower`] | resolves references and defaults | [`Product`] |
/// | [`flatten`] | replaces objects that contain only a list | the flattened [`Product`] |
/// | [`name`] | derives Rust names from the names on the wire | [`Names`] |
/// | `render` | writes Rust code | [`File`]s |
///
/// Every problem in a specification becomes a [`Diagnostic`] with a JSON pointer, and no step
/// panics. If the files can't be assembled or the style is unsupported, the run ends. All other
/// steps up to [`lower`] continue after an error, so that one run reports many problems.
///
/// ```
/// use alicloud_codegen::{Input, generate};
///
/// let specification = r#"{
///     "version": "1.0",
///     "info": { "style": "RPC", "product": "Ecs", "version": "2014-05-26" },
///     "apis": { "DescribeRegions": {
///         "methods": ["post", "get"],
///         "parameters": [],
///         "responses": { "200": { "schema": {
///             "type": "object",
///             "properties": { "RequestId": { "type": "string" } }
///         } } }
///     } }
/// }"#;
///
/// let output = generate(&Input::new("ecs/2014-05-26.json", specification)).unwrap();
/// let paths: Vec<&str> = output.files.iter().map(|file| file.path.as_str()).collect();
/// assert_eq!(paths, ["describe_regions.rs", "endpoints.rs"]);
/// assert!(output.files[0].text.contains("pub struct DescribeRegions {}"));
///
/// let typo = specification.replace("\"string\"", "\"strnig\"");
/// let diagnostics = generate(&Input::new("ecs/2014-05-26.json", &typo)).unwrap_err();
/// assert_eq!(
///     diagnostics[0].pointer,
///     "/apis/DescribeRegions/responses/200/schema/properties/RequestId/type",
/// );
/// ```
///
/// # Errors
///
/// Returns the errors that were found in the specification, the corrections and the texts, together
/// with the warnings.
pub fn generate(input: &Input<'_>) -> Result<Output, Vec<Diagnostic>> {
    generate_in_stages(input, |_| {})
}

/// Generates the modules of a product, and calls `entering` at the start of each stage.
///
/// The caller can thus measure the time of each stage or show progress. For each file,
/// [`Stage::Print`] follows [`Stage::Generate`]. After an error in the specification,
/// [`Stage::Print`] does not start.
///
/// # Errors
///
/// Returns the same errors as [`generate`].
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

/// Keeps only the operations of these names, in the order of the specification.
fn select(spec: &mut Spec, operations: &[String], diagnostics: &mut Diagnostics) {
    for wanted in operations {
        let mut known = spec.apis.iter().map(|api| api.name.as_str());
        if known.clone().all(|name| name != wanted) {
            let nearest = nearest::suggest(wanted, known.by_ref());
            diagnostics.error("/apis", format!("unknown operation `{wanted}`{nearest}"));
        }
    }
    spec.apis.retain(|api| operations.contains(&api.name));
}
