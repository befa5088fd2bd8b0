//! Doc comments.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use crate::{
    doc,
    name::OperationNames,
    product::{
        About, ErrorCode, Field, Notes, Operation, Origin, Place, Product, Protocol, Root, Style,
        Type,
    },
};

/// A doc comment, built from paragraphs, and the `#[deprecated]` attribute of a deprecated item.
#[derive(Default)]
pub(super) struct Doc {
    lines: Vec<String>,
    deprecated: Option<TokenStream>,
}

impl Doc {
    /// Creates a doc comment from one paragraph of Markdown without line breaks.
    pub(super) fn new(paragraph: impl Into<String>) -> Self {
        let mut doc = Self::default();
        doc.paragraph(paragraph);
        doc
    }

    /// Adds a paragraph of Markdown without line breaks. An empty paragraph is ignored.
    pub(super) fn paragraph(&mut self, paragraph: impl Into<String>) {
        let paragraph = paragraph.into();
        if !paragraph.is_empty() {
            self.add(doc::wrapped(&paragraph));
        }
    }

    /// Adds a text of the vendor, converted to harmless Markdown.
    pub(super) fn text(&mut self, text: &str) {
        self.add(doc::blocks(text));
    }

    fn add(&mut self, lines: Vec<String>) {
        if !self.lines.is_empty() && !lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(lines);
    }
}

/// Separates the lines of a doc comment within one token. No line contains this character.
pub(super) const LINE_BREAK: char = '\u{1}';

/// Emits one attribute, which [`print`](super::print()) splits into lines. A token for each line
/// would double the time for parsing and printing.
impl ToTokens for Doc {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let deprecated = &self.deprecated;
        if self.lines.is_empty() {
            return deprecated.to_tokens(tokens);
        }
        let mut text = String::new();
        for line in &self.lines {
            text.push(LINE_BREAK);
            if !line.is_empty() {
                text.push(' ');
                text.push_str(line);
            }
        }
        let literal = raw(&text);
        tokens.extend(quote!(#[doc = #literal] #deprecated));
    }
}

/// Makes a raw string literal, which takes less time to print and parse because it has no escapes.
fn raw(text: &str) -> Literal {
    let hashes = "#".repeat(doc::longest_run(text, '#') + 1);
    let raw = format!("r{hashes}\"{text}\"{hashes}").parse();
    raw.unwrap_or_else(|_| Literal::string(text))
}

pub(super) fn operation(operation: &Operation, product: &Product, names: &OperationNames) -> Doc {
    let mut doc = Doc::default();
    let about = &operation.about;
    let title = doc::line(&about.title);
    let summary = doc::line(&about.summary);
    doc.paragraph(sentence(&title));
    if summary != title {
        doc.paragraph(sentence(&summary));
    }
    doc.text(&about.description);
    doc.text(&about.request_description);
    doc.text(&about.reply_description);
    doc.text(&about.extra_description);
    if about.deprecated {
        doc.deprecated = Some(deprecated(&about.substitutions));
    } else if !about.substitutions.is_empty() {
        let instead = alternatives(&about.substitutions);
        doc.paragraph(format!("The vendor recommends {instead} instead."));
    }
    doc.paragraph(nature(about));
    let mut facts = format!(
        "The operation `{}` of {} {} is sent by {}",
        operation.action,
        product.product,
        product.version,
        operation.methods.as_str(),
    );
    facts.push_str(if operation.anonymous {
        ", unsigned."
    } else if product.protocol == Protocol::RpcByAcs3 {
        ", signed with ACS3 only."
    } else {
        "."
    });
    let request = product.record(operation.request);
    if request.is_some_and(|request| request.has_body()) {
        facts.push_str(" The request has a JSON body, which only ACS3 can sign.");
    }
    if operation.reads {
        facts.push_str(" The operation only reads, so it is safe to repeat.");
    }
    if let (Some(token), false) = (&operation.token, operation.reads) {
        facts.push_str(&format!(
            " {} is the idempotency token, which makes the operation safe to repeat. If the field is \
             unset, the session generates a token.",
            doc::code(token)
        ));
    }
    if operation.paging.is_some() {
        facts.push_str(
            " The reply is one page of a list; the client's method `pages` fetches all pages.",
        );
    }
    doc.paragraph(facts);
    let permission = product.ram_action(operation);
    let permission = permission.map(|action| format!(" and the RAM permission `{action}`"));
    doc.paragraph(format!(
        "The operation requires the Cargo feature `{}`{}.",
        names.feature,
        permission.unwrap_or_default()
    ));
    doc.paragraph(reference(operation, product));
    doc.add(errors(operation, names));
    doc
}

/// Returns a link to the vendor's page about the operation. Returns an empty string if a name
/// doesn't fit into a URL.
fn reference(operation: &Operation, product: &Product) -> String {
    let path = [&product.product, &product.version, &operation.action];
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
    if path.iter().any(|part| !part.chars().all(is_plain)) {
        return String::new();
    }
    let [product, version, action] = path;
    let page = format!("https://api.alibabacloud.com/document/{product}/{version}/{action}");
    format!("See also [the vendor's documentation]({page}).")
}

/// Returns the `#[deprecated]` attribute. `instead` lists the substitutes that the vendor names.
pub(super) fn deprecated(instead: &[String]) -> TokenStream {
    let note = if instead.is_empty() {
        "deprecated by the vendor".to_owned()
    } else {
        format!("deprecated by the vendor; use {}", alternatives(instead))
    };
    quote!(#[deprecated(note = #note)])
}

fn alternatives(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| doc::code(name)).collect();
    names.join(" or ")
}

/// Describes the consequences of a call: work that continues after the reply, charges and risk.
fn nature(about: &About) -> String {
    let mut facts = Vec::new();
    if about.asynchronous {
        facts.push(
            "The operation is asynchronous: the reply arrives before the work is done.".to_owned(),
        );
    }
    if let Some(callback) = &about.callback {
        facts.push(format!("{} reports the progress.", doc::code(callback)));
    }
    if about.paid {
        facts.push("The operation incurs charges.".to_owned());
    }
    if about.risky {
        facts.push("The vendor marks the operation as high risk.".to_owned());
    }
    facts.join(" ")
}

/// Returns the table of documented errors. If no error has a message, returns a link to the
/// enumeration instead.
fn errors(operation: &Operation, names: &OperationNames) -> Vec<String> {
    if operation.errors.is_empty() {
        return Vec::new();
    }
    let mut cases = operation.errors.iter().flat_map(|error| &error.cases);
    if cases.all(|(_, message)| message.is_empty()) {
        // Without messages, the table of error codes would only repeat the enumeration.
        let has_name = names.variants.iter().any(Option::is_some);
        let all = format!("[`{}`] lists the documented error codes.", names.error_code);
        return if has_name { vec![all] } else { Vec::new() };
    }
    let mut lines = vec![
        "| error code | HTTP status | message |".to_owned(),
        "|---|---|---|".to_owned(),
    ];
    for (error, variant) in operation.errors.iter().zip(&names.variants) {
        let code = doc::cell(&doc::code(&error.code));
        let code = match variant {
            Some(variant) => format!("[{code}]({}::{variant})", names.error_code),
            None => code,
        };
        for (status, message) in &error.cases {
            let (status, message) = (doc::line(status), doc::cell(&doc::line(message)));
            lines.push(format!("| {code} | {status} | {message} |"));
        }
    }
    lines
}

/// Returns the documentation of a record in a request, a reply or a component.
pub(super) fn record(origin: &Origin, notes: &Notes, outer: &str) -> Doc {
    let mut doc = Doc::new(match (&origin.root, origin.path.is_empty()) {
        (Root::Request(_), true) => String::new(),
        (Root::Reply(_), true) => format!("The reply to [`{outer}`]."),
        (Root::Component(name), true) => {
            format!("The component {} of the specification.", doc::code(name))
        }
        (Root::Component(name), false) => {
            format!(
                "The type of {} in the component {}.",
                doc::code(&origin.path.join("/")),
                doc::code(name)
            )
        }
        (_, false) => format!(
            "The type of {} in [`{outer}`].",
            doc::code(&origin.path.join("/"))
        ),
    });
    doc.text(&notes.description);
    doc
}

/// Returns the documentation of a field whose Rust name is `name`.
pub(super) fn field(field: &Field, name: &str) -> Doc {
    let notes = &field.notes;
    let mut doc = Doc {
        lines: Vec::new(),
        deprecated: notes.deprecated.then(|| deprecated(&[])),
    };
    doc.text(&notes.description);
    if doc.lines.is_empty() {
        doc.paragraph(sentence(&doc::line(&notes.title)));
    }
    if doc.lines.is_empty() && field.kind == Type::Text {
        doc.paragraph(common(&field.path()).unwrap_or_default());
    }
    // A body is sent without its name.
    if field.place == Place::Body {
        doc.paragraph("The value is the body of the request, as JSON.");
    } else if doc.lines.is_empty() {
        let path = doc::code(&field.path());
        doc.paragraph(format!("The API field {path}{}.", kind(field)));
    } else if is_unexpected(&field.path(), name) {
        doc.paragraph(format!(
            "The API names this field {}.",
            doc::code(&field.path())
        ));
    }
    if notes.doc_required && !field.required {
        doc.paragraph("The vendor's documentation says that this field is required.");
    }
    if notes.file_address {
        doc.paragraph("The value is the URL of a file that the server fetches.");
    }
    if is_json_text(field) {
        doc.paragraph("The value is JSON text, which is passed on unchanged.");
    }
    if notes.base64 {
        doc.paragraph(
            "The value is Base64 text. The setter takes bytes and encodes them as Base64.",
        );
    }
    doc.paragraph(facts(field));
    if !notes.values.is_empty() {
        let mut lines = vec!["Documented values:".to_owned(), String::new()];
        lines.extend(notes.values.iter().map(value));
        doc.add(lines);
    }
    doc
}

/// Describes the type of a field without a description, and the unit if the name ends with a unit.
fn kind(field: &Field) -> String {
    let number = |kind: &str| match unit(&field.wire) {
        Some(unit) => format!(" ({kind}, in {unit})"),
        None => format!(" ({kind})"),
    };
    match &field.kind {
        Type::Text => " (string)".to_owned(),
        Type::Integer => number("integer"),
        Type::Number => number("number"),
        Type::Boolean => " (boolean)".to_owned(),
        Type::List(items) => match **items {
            Type::Text => " (list of strings)".to_owned(),
            Type::Integer | Type::Number => " (list of numbers)".to_owned(),
            _ => " (list)".to_owned(),
        },
        Type::Map(_) => " (map)".to_owned(),
        Type::Any if field.style == Style::JsonText => {
            " (a JSON list or object, sent as text)".to_owned()
        }
        Type::Any => " (any JSON value)".to_owned(),
        Type::Record(_) => String::new(),
    }
}

/// Returns the description of a field that has the same meaning in all products.
fn common(wire: &str) -> Option<&'static str> {
    match wire {
        "RegionId" => Some("The id of the region."),
        "RequestId" => Some("The request id, which the vendor's support asks for."),
        _ => None,
    }
}

/// Returns the unit that a name ends with, such as `seconds` for `DurationSeconds`.
fn unit(wire: &str) -> Option<&'static str> {
    const UNITS: &[(&str, &str)] = &[
        ("Milliseconds", "milliseconds"),
        ("Seconds", "seconds"),
        ("Minutes", "minutes"),
        ("Hours", "hours"),
        ("Days", "days"),
        ("Weeks", "weeks"),
        ("Months", "months"),
        ("Bytes", "bytes"),
        ("KB", "KB"),
        ("MB", "MB"),
        ("GB", "GB"),
        ("KiB", "KiB"),
        ("MiB", "MiB"),
        ("GiB", "GiB"),
        ("Mbps", "Mbit/s"),
        ("Percent", "percent"),
    ];
    let units = UNITS.iter();
    let mut units = units.filter(|(word, _)| {
        wire.strip_suffix(word)
            .is_some_and(|rest| !rest.ends_with(|last: char| last.is_ascii_uppercase()))
    });
    units.next().map(|(_, unit)| *unit)
}

fn facts(field: &Field) -> String {
    let notes = &field.notes;
    let code = |text: &Option<String>| {
        let code = text.as_deref().map(number_or_code);
        code.filter(|code| !code.is_empty())
    };
    let labelled =
        |label: &str, text: &Option<String>| code(text).map(|code| format!("{label}: {code}."));
    let is_number = matches!(field.kind, Type::Integer | Type::Number);
    let (least, most) = (code(&notes.minimum), code(&notes.maximum));
    let least = least.map(|least| {
        if notes.exclusive_minimum {
            format!("more than {least}")
        } else {
            format!("at least {least}")
        }
    });
    let most = most.map(|most| {
        if notes.exclusive_maximum {
            format!("less than {most}")
        } else {
            format!("at most {most}")
        }
    });
    let facts = [
        labelled("Default", &notes.default),
        all(least, most, ""),
        range(
            code(&notes.min_length),
            code(&notes.max_length),
            "characters",
        ),
        range(code(&notes.min_items), code(&notes.max_items), "items"),
        labelled("Pattern", &notes.pattern),
        labelled(
            "Format",
            &notes.format.clone().filter(|format| says_more(format)),
        ),
        labelled("Example", &notes.example).filter(|_| !is_number),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    facts.join(" ")
}

fn number_or_code(text: &str) -> String {
    let is_number = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte));
    if is_number && text.parse::<f64>().is_ok() {
        text.to_owned()
    } else {
        doc::code(text)
    }
}

fn range(least: Option<String>, most: Option<String>, of: &str) -> Option<String> {
    let least = least.map(|least| format!("at least {least}"));
    all(least, most.map(|most| format!("at most {most}")), of)
}

/// Formats the given limits as a sentence. Returns `None` if there are no limits.
fn all(least: Option<String>, most: Option<String>, of: &str) -> Option<String> {
    let mut limits: Vec<String> = [least, most].into_iter().flatten().collect();
    let first = limits.first_mut()?;
    if let Some(letter) = first.get_mut(..1) {
        letter.make_ascii_uppercase();
    }
    let limits = limits.join(", ");
    Some(if of.is_empty() {
        format!("{limits}.")
    } else {
        format!("{limits} {of}.")
    })
}

/// Whether a format says more than the type of the field.
fn says_more(format: &str) -> bool {
    !matches!(format, "int32" | "int64" | "float" | "double")
}

fn value((value, title): &(String, String)) -> String {
    let value = match doc::code(value) {
        code if code.is_empty() => "the empty string".to_owned(),
        code => code,
    };
    match doc::line(title) {
        title if title.is_empty() => format!("- {value}"),
        title => format!("- {value}: {title}"),
    }
}

pub(super) fn error(error: &ErrorCode) -> Doc {
    let mut doc = Doc::default();
    if error.cases.iter().all(|(_, message)| message.is_empty()) {
        let statuses: Vec<String> = error
            .cases
            .iter()
            .map(|(status, _)| doc::line(status))
            .collect();
        let code = doc::code(&error.code);
        doc.paragraph(format!("{code}, HTTP {}.", statuses.join(" or ")));
        doc.text(&error.description);
        return doc;
    }
    for (index, (status, message)) in error.cases.iter().enumerate() {
        let head = match index {
            0 => format!("{}, HTTP {}", doc::code(&error.code), doc::line(status)),
            _ => format!("HTTP {}", doc::line(status)),
        };
        doc.paragraph(match doc::line(message) {
            message if message.is_empty() => format!("{head}."),
            message => format!("{head}: {message}"),
        });
    }
    doc.text(&error.description);
    doc
}

/// Adds a full stop to `text` if `text` ends with an ASCII letter or digit, or with `)`, `*`, `>`
/// or a backtick.
fn sentence(text: &str) -> String {
    if text.ends_with(|last: char| last.is_ascii_alphanumeric() || "`)*>".contains(last)) {
        format!("{text}.")
    } else {
        text.to_owned()
    }
}

/// Whether the field holds JSON text, judged by its example.
fn is_json_text(field: &Field) -> bool {
    let is_json = |example: &String| {
        let example = example.trim();
        example.starts_with(['[', '{'])
            && serde_json::from_str::<serde::de::IgnoredAny>(example).is_ok()
    };
    field.kind == Type::Text && field.notes.example.as_ref().is_some_and(is_json)
}

/// Whether the wire name differs from the camel-case spelling of the Rust name.
fn is_unexpected(wire: &str, name: &str) -> bool {
    heck::ToUpperCamelCase::to_upper_camel_case(name) != wire
}
