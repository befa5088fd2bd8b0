//! A specification as the vendor writes it, typed.

use std::collections::BTreeMap;

/// The specification of one product in one version.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Spec {
    /// The product's name, such as `Ecs`.
    pub product: String,
    /// The version of its API, such as `2014-05-26`.
    pub version: String,
    /// The protocol that its calls follow.
    pub protocol: Protocol,
    /// The shared schemas by name.
    pub components: Vec<(String, Schema)>,
    /// The operations.
    pub apis: Vec<Api>,
    /// How the specification sorts its operations by theme.
    pub groups: Vec<Group>,
    /// The Cargo features that a crate turns on by default; all if there are none here.
    pub default_features: Vec<String>,
    /// The hosts of each region.
    pub endpoints: Endpoints,
    /// How operations call the region they are about where they don't say `RegionId`, if a correction
    /// says so.
    pub region_parameter: Option<String>,
    /// What RAM actions begin with, such as `ecs`, if a correction says so.
    pub ram_prefix: Option<String>,
}

/// The protocol that calls of a product follow, which the style of its specification tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// RPC, signed after signature 1.0 or ACS3.
    #[default]
    Rpc,
    /// RPC, signed after ACS3 alone: the style V3 where no operation has a path.
    RpcByAcs3,
    /// One that nothing is generated for. The specification is not read.
    Other,
}

/// What stands for the region id in [`Endpoints::vpc_form`].
pub(crate) const REGION: &str = "{region}";

/// The hosts that serve each region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoints {
    /// Region ids and the public host of each.
    pub public: Vec<(String, String)>,
    /// Region ids and the host of each that is reached from the region's VPCs.
    pub vpc: Vec<(String, String)>,
    /// The VPC host for every region not in `vpc`, with `{region}` in place of the region id, if a
    /// correction says so.
    pub vpc_form: Option<String>,
}

impl Endpoints {
    /// The public host of regions that the table lacks: the only one there is, or else what more than
    /// half of the table has in common, with `{region}` in place of the region id. Hosts called
    /// `PREFIX.REGION.aliyuncs.com` have that form in common.
    #[must_use]
    pub fn form(&self) -> Option<String> {
        if let Some(only) = self.central() {
            return Some(only);
        }
        let mut counts = BTreeMap::new();
        for (region, host) in &self.public {
            let rest = host.strip_suffix(&format!(".{region}.aliyuncs.com"));
            let form = match rest {
                Some(prefix) if !prefix.contains('.') => format!("{prefix}.{REGION}.aliyuncs.com"),
                _ => host.clone(),
            };
            *counts.entry(form).or_insert(0) += 1;
        }
        let mut counts = counts.into_iter();
        let common = counts.find(|(_, count)| count * 2 > self.public.len());
        common.map(|(form, _)| form)
    }

    /// The public host for calls about no region: the one that every region has.
    #[must_use]
    pub fn central(&self) -> Option<String> {
        let (_, first) = self.public.first()?;
        let is_only = self.public.iter().all(|(_, host)| host == first);
        is_only.then(|| first.clone())
    }
}

/// Operations of one theme: one directory of the documentation that has operations itself.
///
/// An operation is in one group at most. One that the documentation lists outside of directories,
/// or not at all, is in none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// The ids of the directory and of those around it, outermost first; none is empty.
    pub ids: Vec<String>,
    /// The Cargo feature of its operations, where a correction names it.
    pub feature: Option<String>,
    /// The names of the operations.
    pub operations: Vec<String>,
}

/// One operation.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Api {
    /// Where it stands in the document.
    pub pointer: String,
    /// Its name, such as `DescribeRegions`.
    pub name: String,
    /// What is said about it.
    pub about: About,
    /// HTTP methods in lower case; empty if the specification doesn't say.
    pub methods: Vec<String>,
    /// The media types that it takes a body in; empty if the specification doesn't say.
    pub consumes: Vec<String>,
    /// Whether it is sent unsigned: no scheme that signs is listed.
    pub anonymous: bool,
    /// The security schemes that the specification lists, sorted.
    pub schemes: Vec<String>,
    /// The vendor's marks for whether it only reads.
    pub marks: Vec<Mark>,
    /// Whether it only reads, if a correction says so.
    pub reads: Option<bool>,
    /// How long its reply may take, in seconds.
    pub read_timeout_secs: Option<u64>,
    /// The public host for calls about no region, if a correction says so.
    pub central: Option<String>,
    /// What its RAM action begins with, if it is not the prefix of the product.
    pub ram_prefix: Option<String>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its reply by HTTP status, where a schema is given.
    pub responses: Vec<(String, Schema)>,
    /// Its documented errors, once per HTTP status they come with.
    pub errors: Vec<ErrorEntry>,
}

/// A mark of the vendor for whether an operation only reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mark {
    /// The mark's place in the operation: `operationType` or `systemTags/operationType`.
    pub key: &'static str,
    /// The mark's value, such as `readAndWrite`.
    pub value: String,
    /// Whether that means that the operation only reads.
    pub reads: bool,
}

/// What the specification says about an operation for people to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct About {
    /// What it does, in a few words.
    pub title: String,
    /// What it does, in a sentence.
    pub summary: String,
    /// What there is to know about it, in the vendor's Markdown.
    pub description: String,
    /// What there is to know about its parameters, in the vendor's Markdown.
    pub request_description: String,
    /// What there is to know about its reply, in the vendor's Markdown.
    pub reply_description: String,
    /// What else there is to know about it, in the vendor's Markdown.
    pub extra_description: String,
    /// Whether the vendor advises against its use.
    pub deprecated: bool,
    /// What to use instead, each as `Product::version::Operation`.
    pub substitutions: Vec<String>,
    /// The operation that tells how far this one is, as `Product::version::Operation`: the reply
    /// comes before the work is done.
    pub callback: Option<String>,
    /// Whether the reply comes before the work is done.
    pub asynchronous: bool,
    /// Whether using it costs money.
    pub paid: bool,
    /// Whether it does what is hard to undo.
    pub risky: bool,
}

/// One parameter of a request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Parameter {
    /// Where it stands in the document.
    pub pointer: String,
    /// Its name on the wire.
    pub name: String,
    /// Which part of the request it travels in.
    pub place: Place,
    /// How a list or an object is written.
    pub style: Style,
    /// Whether it makes calls idempotent, if a mark says so.
    pub idempotent: bool,
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
    /// The body, as JSON. The name is not sent.
    Body,
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
    /// The same, where the specification calls the parameter text: a text is sent as it stands.
    JsonText,
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
    /// Whether a text is JSON, if a mark says so. Only parameters are.
    pub json: bool,
    /// Whether the value makes calls idempotent, if a mark says so. Only parameters do.
    pub idempotent: bool,
    /// Whether a parameter is the operation's own, though every call has one of its name, if a mark
    /// says so.
    pub own: bool,
    /// Whether the value must be there. The vendor means requests, wherever it says so: its replies
    /// leave such values out, or empty.
    pub required: bool,
    /// Whether the value must be there, in requests and in replies, if a correction says so.
    pub required_by_correction: Option<bool>,
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
    /// The default: the value that counts when none is sent.
    pub default: Option<String>,
    /// The declared format, such as `int64` or `iso8601`.
    pub format: Option<String>,
    /// The least value.
    pub minimum: Option<String>,
    /// The greatest value.
    pub maximum: Option<String>,
    /// Whether the value must be greater than the least one.
    pub exclusive_minimum: bool,
    /// Whether the value must be less than the greatest one.
    pub exclusive_maximum: bool,
    /// The least number of characters of a text.
    pub min_length: Option<String>,
    /// The greatest number of characters of a text.
    pub max_length: Option<String>,
    /// The least number of items of a list.
    pub min_items: Option<String>,
    /// The greatest number of items of a list.
    pub max_items: Option<String>,
    /// The regular expression that a text matches.
    pub pattern: Option<String>,
    /// Whether the documentation calls the value required.
    pub doc_required: bool,
    /// Whether a text is Base64, if a mark says so.
    pub base64: bool,
    /// What the first page is called, if a mark says so. Only parameters have it.
    pub first_page: Option<FirstPage>,
    /// Whether the value may be empty. Only parameters say so.
    pub may_be_empty: bool,
    /// Whether the value is the address of a file that is to be transferred.
    pub file_address: bool,
    /// Documented values, each with its title or nothing. The list is never closed.
    pub values: Vec<(String, String)>,
    /// Whether the vendor advises against its use.
    pub deprecated: bool,
}

/// What the first page of a list is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FirstPage {
    /// This number, which is 0 or 1.
    Number(i64),
    /// The specification contradicts itself, or says too little to rely on.
    Unknown,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_what_more_than_half_of_the_hosts_have_in_common() {
        let region = "p.{region}.aliyuncs.com";
        for (hosts, form, central) in [
            (&[][..], None, None),
            // One host for all regions.
            (
                &["a p.aliyuncs.com", "b p.aliyuncs.com"],
                Some("p.aliyuncs.com"),
                Some("p.aliyuncs.com"),
            ),
            (
                &["a p.a.aliyuncs.com"],
                Some("p.a.aliyuncs.com"),
                Some("p.a.aliyuncs.com"),
            ),
            // Another region's host, and hosts of another domain.
            (
                &[
                    "a p.a.aliyuncs.com",
                    "b p.b.aliyuncs.com",
                    "c p.a.aliyuncs.com",
                ],
                Some(region),
                None,
            ),
            (
                &["a p.a.aliyuncs.com", "b p.b.aliyuncs.com", "c p.c.com"],
                Some(region),
                None,
            ),
            (
                &[
                    "a p-a.aliyuncs.com",
                    "b p.b.aliyuncs.com",
                    "c p.c.aliyuncs.com",
                ],
                Some(region),
                None,
            ),
            // The central host in most regions.
            (
                &["a p.aliyuncs.com", "b p.aliyuncs.com", "c p.c.aliyuncs.com"],
                Some("p.aliyuncs.com"),
                None,
            ),
            // Half is not more than half.
            (&["a p.aliyuncs.com", "b p.b.aliyuncs.com"], None, None),
            // The prefix is one label.
            (
                &["a x.p.a.aliyuncs.com", "b x.p.b.aliyuncs.com"],
                None,
                None,
            ),
        ] {
            let pair = |text: &&str| {
                let (region, host) = text.split_once(' ').unwrap();
                (region.to_owned(), host.to_owned())
            };
            let endpoints = Endpoints {
                public: hosts.iter().map(pair).collect(),
                ..Endpoints::default()
            };
            assert_eq!(endpoints.form().as_deref(), form, "{hosts:?}");
            assert_eq!(endpoints.central().as_deref(), central, "{hosts:?}");
        }
    }
}
