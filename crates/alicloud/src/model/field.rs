//! A field's name on the wire and the rules that go with it.

/// One field of a [`Record`](super::Record).
///
/// ```
/// use alicloud::model::{Field, Style};
///
/// const FIELDS: &[Field] = &[
///     Field::new("RegionId").required(),
///     Field::new("Rules").style(Style::Json),
///     Field::new("Password").secret(),
/// ];
/// assert!(FIELDS[0].is_required());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    name: &'static str,
    style: Style,
    required: bool,
    secret: bool,
    header: bool,
    body: bool,
    may_be_empty: bool,
    region: bool,
    held: Option<(&'static [Self], usize)>,
}

impl Field {
    /// An optional field called `name` on the wire.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            style: Style::Flat,
            required: false,
            secret: false,
            header: false,
            body: false,
            may_be_empty: false,
            region: false,
            held: None,
        }
    }

    /// Marks the field as one that must have a value. A reply without the value, or with an empty
    /// text, is a decode error. A call without the value is refused, if the field is a parameter of
    /// its own; the server judges what is nested in a parameter.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Marks a required field as one whose text may be empty in a request.
    #[must_use]
    pub const fn may_be_empty(mut self) -> Self {
        self.may_be_empty = true;
        self
    }

    /// Marks the field's value as one that `Debug` must not show.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Sets how a list or an object is written into request parameters.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Marks the field as one that travels as an HTTP header.
    #[must_use]
    pub const fn header(mut self) -> Self {
        self.header = true;
        self
    }

    /// Marks the field as one whose value is the body of the request, as JSON. Its name is not sent.
    ///
    /// The value must be an object. Without it the body is `{}`. A record has one such field at most.
    #[must_use]
    pub const fn body(mut self) -> Self {
        self.body = true;
        self
    }

    /// Marks the field as the id of the region that the call is about. Where it is unset, or required
    /// and empty, the call's region is sent.
    #[must_use]
    pub const fn region(mut self) -> Self {
        self.region = true;
        self
    }

    /// An optional object called `name` that has no Rust type: its `fields` are fields of the record
    /// itself, and their slots are those of the record from `first` on.
    ///
    /// A reply with `{"Instances": {"Instance": [..]}}` has one field in Rust, which is the list:
    ///
    /// ```
    /// use alicloud::model::Field;
    ///
    /// const FIELDS: &[Field] = &[
    ///     Field::new("RequestId"),
    ///     Field::holding("Instances", &[Field::new("Instance")], 1),
    /// ];
    /// ```
    #[must_use]
    pub const fn holding(name: &'static str, fields: &'static [Self], first: usize) -> Self {
        let mut field = Self::new(name);
        field.held = Some((fields, first));
        field
    }

    /// The name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The fields of the object that has no Rust type, and the index of their first slot.
    pub(crate) const fn held(&self) -> Option<(&'static [Self], usize)> {
        self.held
    }

    /// Whether the field must have a value.
    #[must_use]
    pub const fn is_required(&self) -> bool {
        self.required
    }

    /// Whether a request may have an empty text here although the field is required.
    #[must_use]
    pub const fn takes_empty(&self) -> bool {
        self.may_be_empty
    }

    /// Whether the value is kept out of `Debug`.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.secret
    }

    /// How a list or an object is written into request parameters.
    #[must_use]
    pub const fn how(&self) -> Style {
        self.style
    }

    /// Whether the field is the id of the region that the call is about.
    #[must_use]
    pub const fn is_region(&self) -> bool {
        self.region
    }

    /// Whether the field travels as an HTTP header.
    #[must_use]
    pub const fn is_header(&self) -> bool {
        self.header
    }

    /// Whether the field's value is the body of the request.
    #[must_use]
    pub const fn is_body(&self) -> bool {
        self.body
    }
}

/// How a list or an object becomes request parameters. Scalars are text in every style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// One parameter per leaf: `Tag.1.Key=a&Tag.1.Value=b`, lists counted from 1.
    ///
    /// The specification's `flat` and `repeatList` both mean this.
    #[default]
    Flat,
    /// One parameter with compact JSON text: `Rules=[{"Port":80}]`.
    Json,
    /// As [`Json`](Self::Json), for a parameter that the API calls text: a string is sent unchanged.
    JsonText,
    /// One parameter with the items joined by commas: `Ids=a,b`.
    Simple,
    /// One parameter with the items joined by spaces.
    SpaceDelimited,
    /// One parameter with the items joined by `|`.
    PipeDelimited,
}
