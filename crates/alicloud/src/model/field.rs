//! A field's name on the wire and the rules for its value.

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
    /// Creates an optional field called `name` on the wire.
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

    /// Marks the field as required.
    ///
    /// Decoding a reply fails if the field is missing or an empty string. A call without the field
    /// is refused if the field is a top-level parameter. The server checks fields that are nested
    /// in a parameter.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Allows an empty string in a request although the field is required.
    #[must_use]
    pub const fn may_be_empty(mut self) -> Self {
        self.may_be_empty = true;
        self
    }

    /// Marks the field's value as secret, so that `Debug` doesn't show the value.
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

    /// Makes a request send the field as an HTTP header instead of a parameter.
    #[must_use]
    pub const fn header(mut self) -> Self {
        self.header = true;
        self
    }

    /// Marks the field's value as the JSON body of the request. The field's name is not sent.
    ///
    /// The value must be an object. If an optional value is missing, the body is `{}`. A record has
    /// at most one body field.
    #[must_use]
    pub const fn body(mut self) -> Self {
        self.body = true;
        self
    }

    /// Marks the field as the region id of the call.
    ///
    /// If the field is unset, or required and empty, the call's region is sent. A region from
    /// [`Session::in_region`](crate::Session::in_region) or
    /// [`CallOptions::region`](crate::CallOptions::region) overrides the field's value.
    #[must_use]
    pub const fn region(mut self) -> Self {
        self.region = true;
        self
    }

    /// Creates an optional object called `name` without its own Rust type.
    ///
    /// The slots of the object's `fields` are slots of the record, starting at index `first`.
    ///
    /// For example, a reply contains `"Instances": {"Instance": [..]}`. The reply's Rust struct has
    /// a field for the list, but no field for the object `Instances`:
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

    /// Returns the name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the fields of the object without a Rust type, and the index of their first slot.
    pub(crate) const fn held(&self) -> Option<(&'static [Self], usize)> {
        self.held
    }

    /// Returns whether the field must have a value.
    #[must_use]
    pub const fn is_required(&self) -> bool {
        self.required
    }

    /// Returns whether a request may have an empty string in the field although the field is
    /// required.
    #[must_use]
    pub const fn takes_empty(&self) -> bool {
        self.may_be_empty
    }

    /// Returns whether `Debug` hides the value.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.secret
    }

    /// Returns how a list or an object is written into request parameters.
    #[must_use]
    pub const fn how(&self) -> Style {
        self.style
    }

    /// Returns whether the field is the region id of the call.
    #[must_use]
    pub const fn is_region(&self) -> bool {
        self.region
    }

    /// Returns whether the field is sent as an HTTP header.
    #[must_use]
    pub const fn is_header(&self) -> bool {
        self.header
    }

    /// Returns whether the field's value is the body of the request.
    #[must_use]
    pub const fn is_body(&self) -> bool {
        self.body
    }
}

/// The format of a list or an object in request parameters.
///
/// Every style writes a scalar of a declared type as text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// One parameter per leaf value, with list items counted from 1: `Tag.1.Key=a&Tag.1.Value=b`.
    ///
    /// This style represents both `flat` and `repeatList` of the specification.
    #[default]
    Flat,
    /// One parameter with compact JSON text: `Rules=[{"Port":80}]`.
    ///
    /// A [`Value`](serde_json::Value) that is a string is sent unchanged if the string is the JSON
    /// text of a list or an object. Any other string in a `Value` is sent as a JSON string.
    Json,
    /// Like [`Json`](Self::Json), but a `Value` that is a string is always sent unchanged. This
    /// style is for parameters that the API declares as text.
    JsonText,
    /// One parameter with the items joined by commas: `Ids=a,b`.
    Simple,
    /// One parameter with the items joined by spaces.
    SpaceDelimited,
    /// One parameter with the items joined by `|`.
    PipeDelimited,
}
