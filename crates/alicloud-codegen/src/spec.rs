//! A specification as the vendor writes it, typed.

/// The specification of one product in one version.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Spec {
    /// The product's name, such as `Ecs`.
    pub product: String,
    /// The version of its API, such as `2014-05-26`.
    pub version: String,
    /// The shared schemas by name.
    pub components: Vec<(String, Schema)>,
    /// The operations.
    pub apis: Vec<Api>,
    /// Region ids and the host that serves each.
    pub endpoints: Vec<(String, String)>,
}

/// One operation.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Api {
    /// Where it stands in the document.
    pub pointer: String,
    /// Its name, such as `DescribeRegions`.
    pub name: String,
    /// What it does, in a few words.
    pub title: String,
    /// What it does, in a sentence.
    pub summary: String,
    /// What there is to know about it, in the vendor's Markdown.
    pub description: String,
    /// Whether the vendor advises against its use.
    pub deprecated: bool,
    /// HTTP methods in lower case; empty if the specification doesn't say.
    pub methods: Vec<String>,
    /// Whether it is sent unsigned: `Anonymous` is the only scheme listed.
    pub anonymous: bool,
    /// Whether it only reads.
    pub reads: bool,
    /// How long its reply may take, in seconds.
    pub read_timeout_secs: Option<u64>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its reply by HTTP status, where a schema is given.
    pub responses: Vec<(String, Schema)>,
    /// Its documented errors, once per HTTP status they come with.
    pub errors: Vec<ErrorEntry>,
}

/// One parameter of a request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Which part of the request it travels in.
    pub place: Place,
    /// How a list or an object is written.
    pub style: Style,
    /// Its type.
    pub schema: Schema,
}

/// The part of a request that a parameter travels in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// The query, or the form where a request has one.
    #[default]
    Query,
    /// The form.
    Form,
    /// A header.
    Header,
}

/// How a list or an object is written into parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// One parameter per leaf: `flat`, `repeatList` or nothing.
    #[default]
    Flat,
    /// One parameter with JSON text.
    Json,
    /// Items joined by commas.
    Simple,
    /// Items joined by blanks.
    SpaceDelimited,
    /// Items joined by `|`.
    PipeDelimited,
}

/// The type of a value, and what is said about it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Schema {
    /// Where it stands in the document.
    pub pointer: String,
    /// Its type.
    pub kind: Kind,
    /// Whether the value must be there.
    pub required: bool,
    /// Whether the value is one that must not be shown, if the specification says.
    pub secret: Option<bool>,
    /// What is said about it.
    pub notes: Notes,
}

/// A type.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// Any JSON value: `any`, or an object without properties.
    #[default]
    Any,
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object with these fields.
    Object(Vec<(String, Schema)>),
    /// An object with any keys.
    Map(Box<Schema>),
    /// A list.
    List(Box<Schema>),
    /// The component of this name.
    Reference(String),
}

/// What the specification says about a value for people to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notes {
    /// A few words.
    pub title: String,
    /// The vendor's Markdown.
    pub description: String,
    /// An example.
    pub example: Option<String>,
    /// What an absent value means.
    pub default: Option<String>,
    /// The least value.
    pub minimum: Option<String>,
    /// The greatest value.
    pub maximum: Option<String>,
    /// Documented values, each with its title or nothing. The list is never closed.
    pub values: Vec<(String, String)>,
    /// Whether the vendor advises against its use.
    pub deprecated: bool,
}

/// One documented error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorEntry {
    /// The HTTP status, as the specification writes it.
    pub status: String,
    /// The code, without blanks around it.
    pub code: String,
    /// The message.
    pub message: String,
    /// What to do about it.
    pub description: String,
}
