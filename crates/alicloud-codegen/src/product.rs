//! A product as it is to be generated: resolved, and still without a word of Rust.

mod display;

pub use crate::spec::{About, Endpoints, Group, Notes, Place, Protocol, Style};

/// A product in one version.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Product {
    /// The product's name, such as `Ecs`.
    pub product: String,
    /// The version of its API, such as `2014-05-26`.
    pub version: String,
    /// The protocol that its calls follow.
    pub protocol: Protocol,
    /// The operations.
    pub operations: Vec<Operation>,
    /// Every record, by [`RecordId`].
    pub records: Vec<Record>,
    /// The records that operations share.
    pub shared: Vec<RecordId>,
    /// How the specification sorts its operations by theme, those included that were not asked for.
    pub groups: Vec<Group>,
    /// The Cargo features that a crate turns on by default; all if there are none here.
    pub default_features: Vec<String>,
    /// The hosts of each region.
    pub endpoints: Endpoints,
    /// What RAM actions begin with, such as `ecs`, if it is known.
    pub ram_prefix: Option<String>,
}

impl Product {
    /// What files and corrections call it: `ecs/2014-05-26`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}", self.product.to_ascii_lowercase(), self.version)
    }

    /// The RAM action that permits `operation`, if it is known.
    #[must_use]
    pub fn ram_action(&self, operation: &Operation) -> Option<String> {
        let own = operation.ram_prefix.as_ref();
        let prefix = own.or(self.ram_prefix.as_ref())?;
        Some(format!("{prefix}:{}", operation.action))
    }

    /// The record of an id; `None` if the id is another product's.
    #[must_use]
    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(id.0)
    }
}

/// One operation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Operation {
    /// Its name on the wire, such as `DescribeRegions`.
    pub action: String,
    /// What is said about it.
    pub about: About,
    /// The HTTP methods it is sent by.
    pub methods: Methods,
    /// The HTTP methods that the specification lists, in lower case; empty if it doesn't say.
    pub listed: Vec<String>,
    /// Whether it is sent by PUT or PATCH with its parameters as a form.
    pub form_by_put: bool,
    /// Whether it only reads.
    pub reads: bool,
    /// Whether it is sent unsigned.
    pub anonymous: bool,
    /// The security schemes that the specification lists, sorted.
    pub schemes: Vec<String>,
    /// How long its reply may take, in seconds.
    pub read_timeout_secs: Option<u64>,
    /// The public host for calls about no region, if it is not one of all operations.
    pub central: Option<String>,
    /// The parameter that makes calls idempotent, by its name on the wire.
    pub token: Option<String>,
    /// What its RAM action begins with, if it is not the prefix of the product.
    pub ram_prefix: Option<String>,
    /// The parameter for the region that it is about: a position in the record of its parameters.
    pub region: Option<usize>,
    /// Its parameters.
    pub request: RecordId,
    /// Its reply; any value if the specification doesn't describe it.
    pub reply: Type,
    /// Its own records, in the order they come up: the request, what is in it, the reply and so on.
    pub records: Vec<RecordId>,
    /// Its documented errors.
    pub errors: Vec<ErrorCode>,
    /// How its result is cut into pages, if it is.
    pub paging: Option<Paging>,
}

impl Operation {
    /// The parts of a request that its parameters may travel in, besides headers and the body.
    /// `request` is the record of its parameters.
    pub(crate) fn parts(&self, request: &Record) -> Parts {
        match self.methods {
            Methods::GetOrPost => Parts::QueryOrForm,
            Methods::Post if !request.has_body() => Parts::Form,
            Methods::Put | Methods::Patch if self.form_by_put => Parts::Form,
            _ => Parts::Query,
        }
    }
}

/// The parts of a request that parameters travel in, besides headers and the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parts {
    /// The query.
    Query,
    /// The form.
    Form,
    /// The query or the form, as the method has it.
    QueryOrForm,
}

/// How the result of an operation comes in pages: by token, by number or either way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// By a token that each reply gives for the next page.
    pub token: Option<TokenPaging>,
    /// By the number of the page.
    pub number: Option<NumberPaging>,
    /// The fields that lead from the reply to its one list of items; none where no list is
    /// certain to be that.
    pub items: Option<Vec<String>>,
}

/// Paging by token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenPaging {
    /// The parameter for the token.
    pub parameter: String,
    /// The parameter for the size of a page, if it isn't that of paging by number as well.
    pub size: Option<String>,
    /// The fields that lead from the reply to the next token.
    pub next: Vec<String>,
}

/// Paging by number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NumberPaging {
    /// The parameter for the number.
    pub parameter: String,
    /// The number of the first page.
    pub first: i64,
    /// The fields that lead from the reply to the number of its page, if it says that.
    pub number_in_reply: Option<Vec<String>>,
    /// The parameter for the size of a page.
    pub size: String,
    /// The size of a page when none is asked for, if the specification says.
    pub default_size: Option<i64>,
    /// The fields that lead from the reply to the size of a page, if it says that.
    pub size_in_reply: Option<Vec<String>>,
    /// The fields that lead from the reply to the number of all items.
    pub total: Vec<String>,
}

/// The HTTP methods an operation is sent by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Methods {
    /// GET alone.
    Get,
    /// GET and POST.
    GetOrPost,
    /// POST alone.
    Post,
    /// PUT alone.
    Put,
    /// PATCH alone.
    Patch,
    /// DELETE alone.
    Delete,
}

impl Methods {
    /// The methods by name: `GET or POST`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::GetOrPost => "GET or POST",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// An object with known fields.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Record {
    /// Where it came up.
    pub origin: Origin,
    /// Its fields.
    pub fields: Vec<Field>,
    /// What is said about it.
    pub notes: Notes,
}

impl Record {
    /// The fields that its constructor has to be given, if it has one: what only replies hold is
    /// never made by a caller. The field at the position `region` comes first.
    pub(crate) fn constructor(&self, region: Option<usize>) -> Option<Vec<usize>> {
        if let Root::Reply(_) = self.origin.root {
            return None;
        }
        let fields = self.fields.iter().enumerate();
        let arguments = fields.filter(|(_, field)| self.has_argument(field));
        let mut arguments: Vec<usize> = arguments.map(|(index, _)| index).collect();
        arguments.sort_by_key(|index| Some(*index) != region);
        Some(arguments)
    }

    /// Whether one of its fields is the body of a request.
    pub(crate) fn has_body(&self) -> bool {
        self.fields.iter().any(|field| field.place == Place::Body)
    }

    /// Whether there is a constructor, and `field` is among its arguments. The token that makes a
    /// call idempotent never is: whoever repeats calls sets one.
    pub(crate) fn has_argument(&self, field: &Field) -> bool {
        !matches!(self.origin.root, Root::Reply(_))
            && field.required
            && !field.recursive
            && field.wire != "ClientToken"
    }
}

/// The position of a [`Record`] in its [`Product`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub(crate) usize);

/// Where a record came up first: what it is named after.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Origin {
    /// The operation or component.
    pub root: Root,
    /// The names of the fields that lead to the record from there.
    pub path: Vec<String>,
}

/// What a record belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Root {
    /// The parameters of this operation.
    Request(String),
    /// The reply of this operation.
    Reply(String),
    /// The component of this name.
    Component(String),
}

/// One field of a record.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// Its name on the wire.
    pub wire: String,
    /// The object that it is in on the wire, by the name of that; none if it is in the record.
    pub wrapper: Option<String>,
    /// Its type.
    pub kind: Type,
    /// Whether it must have a value.
    pub required: bool,
    /// Whether its value must not be shown.
    pub secret: bool,
    /// Whether it leads back to the record it is in, by records alone.
    pub recursive: bool,
    /// Which part of a request it travels in.
    pub place: Place,
    /// How it is written into parameters.
    pub style: Style,
    /// What is said about it.
    pub notes: Notes,
    /// What is said about the items of a list, the values of a map, and the component that a
    /// reference leads to: at each level, outermost first.
    pub inner: Vec<Inner>,
}

impl Field {
    /// The names that lead to it on the wire, with `/` between.
    pub(crate) fn path(&self) -> String {
        match &self.wrapper {
            Some(wrapper) => format!("{wrapper}/{}", self.wire),
            None => self.wire.clone(),
        }
    }

    /// Whether it is a list or a map, which is empty where it has no value.
    pub(crate) fn is_many(&self) -> bool {
        matches!(self.kind, Type::List(_) | Type::Map(_))
    }
}

/// What is said about values within a field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inner {
    /// Where the values are in the field: `[]` for the items of a list, `{}` for the values of a
    /// map, and the component for what a reference leads to.
    pub place: String,
    /// What is said about the values.
    pub notes: Notes,
}

/// A type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Type {
    /// Any JSON value.
    #[default]
    Any,
    /// Text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object with known fields.
    Record(RecordId),
    /// A list.
    List(Box<Self>),
    /// An object with any keys and values of one type.
    Map(Box<Self>),
}

impl Type {
    /// The record that it is, or is a list or map of.
    pub(crate) fn record(&self) -> Option<RecordId> {
        match self {
            Self::Record(id) => Some(*id),
            Self::List(inner) | Self::Map(inner) => inner.record(),
            _ => None,
        }
    }
}

/// One documented error code of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorCode {
    /// The code on the wire.
    pub code: String,
    /// The HTTP statuses and messages it comes with.
    pub cases: Vec<(String, String)>,
    /// What to do about it.
    pub description: String,
}
