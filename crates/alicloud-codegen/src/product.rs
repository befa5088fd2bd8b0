//! The model of a product that code is generated from. The model contains no Rust names.

mod display;

pub use crate::spec::{About, Endpoints, Group, Notes, Place, Protocol, Style};

/// A product in one version of its API.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Product {
    /// The product's name, such as `Ecs`.
    pub product: String,
    /// The version of the API, such as `2014-05-26`.
    pub version: String,
    /// The protocol of all calls.
    pub protocol: Protocol,
    /// All operations.
    pub operations: Vec<Operation>,
    /// All records, indexed by [`RecordId`].
    pub records: Vec<Record>,
    /// The records of components, which several operations may share.
    pub shared: Vec<RecordId>,
    /// The groups of operations by theme, as in the specification. The groups may name operations
    /// that are not generated.
    pub groups: Vec<Group>,
    /// The default Cargo features of the crate. An empty list enables all operations by default.
    pub default_features: Vec<String>,
    /// The hosts of each region.
    pub endpoints: Endpoints,
    /// The prefix of RAM actions, such as `ecs`, if known.
    pub ram_prefix: Option<String>,
}

impl Product {
    /// Returns the id of the specification in corrections and in file names, such as
    /// `ecs/2014-05-26`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}", self.product.to_ascii_lowercase(), self.version)
    }

    /// Returns the RAM action that permits `operation`, if known.
    #[must_use]
    pub fn ram_action(&self, operation: &Operation) -> Option<String> {
        let own = operation.ram_prefix.as_ref();
        let prefix = own.or(self.ram_prefix.as_ref())?;
        Some(format!("{prefix}:{}", operation.action))
    }

    /// Returns the record with this id, or `None` if the product has no such record.
    #[must_use]
    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(id.0)
    }
}

/// One operation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Operation {
    /// The name of the operation on the wire, such as `DescribeRegions`.
    pub action: String,
    /// The description of the operation, and related facts such as deprecation.
    pub about: About,
    /// The HTTP methods that the generated crate uses for requests.
    pub methods: Methods,
    /// The HTTP methods that the specification lists, in lower case. Empty if the specification
    /// lists no methods.
    pub listed: Vec<String>,
    /// Whether a PUT or PATCH request sends its parameters as a form.
    pub form_by_put: bool,
    /// Whether the operation only reads.
    pub reads: bool,
    /// Whether requests are sent unsigned.
    pub anonymous: bool,
    /// The security schemes that the specification lists, sorted.
    pub schemes: Vec<String>,
    /// The read timeout in seconds, or `None` for the default timeout.
    pub read_timeout_secs: Option<u64>,
    /// The public host for calls without a region, or `None` for the host of the product.
    pub central: Option<String>,
    /// The wire name of the idempotency token, if the operation has one.
    pub token: Option<String>,
    /// The prefix of the RAM action, if it differs from the prefix of the product.
    pub ram_prefix: Option<String>,
    /// The position of the region parameter in the record of the parameters. `None` if the
    /// operation has no region parameter.
    pub region: Option<usize>,
    /// The record of the parameters.
    pub request: RecordId,
    /// The type of the reply, which is [`Type::Any`] if the specification does not describe the
    /// reply.
    pub reply: Type,
    /// The records that belong to this operation. The request and its nested records come first,
    /// then the reply and its nested records.
    pub records: Vec<RecordId>,
    /// The documented error codes.
    pub errors: Vec<ErrorCode>,
    /// The paging of the operation, if the operation is paged.
    pub paging: Option<Paging>,
}

impl Operation {
    /// Returns the part of a request that carries the parameters, apart from headers and the body.
    /// `request` is the record of the parameters.
    pub(crate) fn parts(&self, request: &Record) -> Parts {
        match self.methods {
            Methods::GetOrPost => Parts::QueryOrForm,
            Methods::Post if !request.has_body() => Parts::Form,
            Methods::Put | Methods::Patch if self.form_by_put => Parts::Form,
            _ => Parts::Query,
        }
    }
}

/// The part of a request that carries the parameters, apart from headers and the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parts {
    /// The query.
    Query,
    /// The form.
    Form,
    /// The query of a GET request, or the form of a POST request.
    QueryOrForm,
}

/// The paging of an operation: by pagination token, by page number, or by both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// Paging by pagination token. Each reply except the last has the token of the next page.
    pub token: Option<TokenPaging>,
    /// Paging by page number.
    pub number: Option<NumberPaging>,
    /// The path of fields from the reply to the list of items. `None` if it is uncertain which list
    /// has the items.
    pub items: Option<Vec<String>>,
}

/// Paging by pagination token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenPaging {
    /// The parameter for the pagination token.
    pub parameter: String,
    /// The parameter for the page size. `None` if the request has no such parameter, or if paging
    /// by number uses the same parameter.
    pub size: Option<String>,
    /// The path of fields from the reply to the next token.
    pub next: Vec<String>,
}

/// Paging by page number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NumberPaging {
    /// The parameter for the page number.
    pub parameter: String,
    /// The number of the first page.
    pub first: i64,
    /// The path of fields from the reply to the page number, if the reply contains the page number.
    pub number_in_reply: Option<Vec<String>>,
    /// The parameter for the page size.
    pub size: String,
    /// The default page size, if the specification states one.
    pub default_size: Option<i64>,
    /// The path of fields from the reply to the page size, if the reply contains the page size.
    pub size_in_reply: Option<Vec<String>>,
    /// The path of fields from the reply to the total number of items.
    pub total: Vec<String>,
}

/// The HTTP methods with which an operation can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Methods {
    /// Only GET.
    Get,
    /// GET or POST.
    GetOrPost,
    /// Only POST.
    Post,
    /// Only PUT.
    Put,
    /// Only PATCH.
    Patch,
    /// Only DELETE.
    Delete,
}

impl Methods {
    /// Returns the names of the methods, such as `GET or POST`.
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
    /// The place where the record first occurs.
    pub origin: Origin,
    /// The fields of the record.
    pub fields: Vec<Field>,
    /// The description of the record, and related notes.
    pub notes: Notes,
}

impl Record {
    /// Returns the positions of the fields that the constructor takes, with the position `region`
    /// first. Records of replies have no constructor, because callers never create them.
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

    /// Whether a field of the record is the body of a request.
    pub(crate) fn has_body(&self) -> bool {
        self.fields.iter().any(|field| field.place == Place::Body)
    }

    /// Whether the record has a constructor that takes `field` as an argument. The idempotency
    /// token `ClientToken` is never an argument, because a session can generate the token.
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

/// The place where a record first occurs, which determines the name of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Origin {
    /// The operation or component that contains the record.
    pub root: Root,
    /// The path of fields from the operation or component to the record.
    pub path: Vec<String>,
}

/// The operation or component that a record belongs to.
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
    /// The name of the field on the wire.
    pub wire: String,
    /// The name of the flattened object that contains the field on the wire. `None` if the field is
    /// directly in the record.
    pub wrapper: Option<String>,
    /// The type of the field.
    pub kind: Type,
    /// Whether the field must have a value.
    pub required: bool,
    /// Whether the field's value is secret and must not appear in `Debug` output.
    pub secret: bool,
    /// Whether the field's type contains the field's own record without a list or map in between.
    pub recursive: bool,
    /// The part of a request that carries the field.
    pub place: Place,
    /// The encoding of the field in parameters.
    pub style: Style,
    /// The description of the field, and related notes.
    pub notes: Notes,
    /// The notes on the items of a list, the values of a map, and a referenced component. The notes
    /// on the outermost level come first.
    pub inner: Vec<Inner>,
}

impl Field {
    /// Returns the path of the field on the wire, with `/` as the separator.
    pub(crate) fn path(&self) -> String {
        match &self.wrapper {
            Some(wrapper) => format!("{wrapper}/{}", self.wire),
            None => self.wire.clone(),
        }
    }

    /// Whether the field is a list or a map. Such a field is empty if it has no value.
    pub(crate) fn is_many(&self) -> bool {
        matches!(self.kind, Type::List(_) | Type::Map(_))
    }
}

/// The notes on values within a field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inner {
    /// The place of the values in the field. Each level adds `[]` for the items of a list, `{}` for
    /// the values of a map, or ` (component NAME)` for a referenced component.
    pub place: String,
    /// The notes on the values.
    pub notes: Notes,
}

/// The type of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Type {
    /// Any JSON value.
    #[default]
    Any,
    /// Text.
    Text,
    /// A 64-bit integer.
    Integer,
    /// A 64-bit floating-point number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object with known fields.
    Record(RecordId),
    /// A list.
    List(Box<Self>),
    /// An object with arbitrary keys, whose values all have the contained type.
    Map(Box<Self>),
}

impl Type {
    /// Returns the record of this type, or the record of its items or values.
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
    /// The HTTP statuses and messages with which the service returns the code.
    pub cases: Vec<(String, String)>,
    /// The documented advice about the error.
    pub description: String,
}
