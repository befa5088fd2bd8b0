//! Typed specifications, which have the structure of the vendor's files.

use std::collections::BTreeMap;

/// The specification of one version of a product.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Spec {
    /// The name of the product, such as `Ecs`.
    pub product: String,
    /// The version of the product's API, such as `2014-05-26`.
    pub version: String,
    /// The protocol of calls.
    pub protocol: Protocol,
    /// The shared schemas with their names.
    pub components: Vec<(String, Schema)>,
    /// The operations.
    pub apis: Vec<Api>,
    /// The operations grouped by topic.
    pub groups: Vec<Group>,
    /// The default Cargo features of the crate. If the list is empty, all features are defaults.
    pub default_features: Vec<String>,
    /// The hosts of each region.
    pub endpoints: Endpoints,
    /// The name of the region parameter in operations without `RegionId`.
    ///
    /// Only a correction can set `region_parameter`.
    pub region_parameter: Option<String>,
    /// The prefix of RAM actions, such as `ecs`. Only a correction can set `ram_prefix`.
    pub ram_prefix: Option<String>,
}

/// The protocol of a product's calls, which follows from the style of the specification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// RPC calls, signed with signature 1.0 or ACS3.
    #[default]
    Rpc,
    /// RPC calls, signed with ACS3 only. The specification has the style V3, and no operation has a
    /// path other than `/`.
    RpcByAcs3,
    /// An unsupported protocol. Specifications with an unsupported protocol are not read.
    Other,
}

/// The placeholder for the region id in [`Endpoints::vpc_form`].
pub(crate) const REGION: &str = "{region}";

/// The hosts of each region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoints {
    /// Pairs of a region id and the public host of the region.
    pub public: Vec<(String, String)>,
    /// Pairs of a region id and the host for calls from VPCs of the region.
    pub vpc: Vec<(String, String)>,
    /// The VPC host of regions that are not in `vpc`, with the placeholder `{region}`.
    ///
    /// Only a correction can set `vpc_form`.
    pub vpc_form: Option<String>,
}

impl Endpoints {
    /// Returns the public host of regions that are not in [`public`](Self::public), or `None` if it
    /// is unknown.
    ///
    /// If all regions have the same host, that host is the result. Otherwise, the result is the
    /// host or the pattern that more than half of the regions share. Hosts such as
    /// `PREFIX.cn-hangzhou.aliyuncs.com` share the pattern `PREFIX.{region}.aliyuncs.com`, with the
    /// placeholder `{region}`.
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

    /// Returns the public host for calls without a region, if all regions have the same host.
    #[must_use]
    pub fn central(&self) -> Option<String> {
        let (_, first) = self.public.first()?;
        let is_only = self.public.iter().all(|(_, host)| host == first);
        is_only.then(|| first.clone())
    }
}

/// A group of operations of one topic, from a directory of the vendor's documentation.
///
/// Each operation is in at most one group. An operation that is not listed in a directory has no
/// group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// The ids of the directory and its parent directories, from the outermost to the innermost.
    pub ids: Vec<String>,
    /// The Cargo feature of the operations. Only a correction or a file of texts can set `feature`.
    pub feature: Option<String>,
    /// The names of the operations.
    pub operations: Vec<String>,
}

/// An operation.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Api {
    /// The place of the operation in the document, as a JSON pointer.
    pub pointer: String,
    /// The name of the operation, such as `DescribeRegions`.
    pub name: String,
    /// Descriptive facts about the operation.
    pub about: About,
    /// The HTTP methods that the specification lists, in lower case.
    pub methods: Vec<String>,
    /// The media types of the body that the specification lists.
    pub consumes: Vec<String>,
    /// Whether calls are not signed, because the specification lists only unsigned schemes.
    pub anonymous: bool,
    /// The security schemes that the specification lists, sorted by name.
    pub schemes: Vec<String>,
    /// The marks with which the vendor declares that the operation only reads, or that it writes.
    pub marks: Vec<Mark>,
    /// Whether the operation only reads. Only a correction can set `reads`.
    pub reads: Option<bool>,
    /// The read timeout in seconds. Only a correction can set `read_timeout_secs`.
    pub read_timeout_secs: Option<u64>,
    /// The public host for calls without a region. Only a correction can set `central`.
    pub central: Option<String>,
    /// The prefix of the operation's RAM action, if it differs from the prefix of the product.
    pub ram_prefix: Option<String>,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// The schemas of replies, with the HTTP status of each reply.
    pub responses: Vec<(String, Schema)>,
    /// The documented errors. An error code with several HTTP statuses has several entries.
    pub errors: Vec<ErrorEntry>,
}

/// A mark with which the vendor declares that an operation only reads, or that it writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mark {
    /// The place of the mark in the operation: `operationType` or `systemTags/operationType`.
    pub key: &'static str,
    /// The value of the mark, such as `readAndWrite`.
    pub value: String,
    /// Whether the value means that the operation only reads.
    pub reads: bool,
}

/// Descriptive facts about an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct About {
    /// The title, which has a few words.
    pub title: String,
    /// The summary of the operation, which is one sentence.
    pub summary: String,
    /// The description in the vendor's Markdown.
    pub description: String,
    /// The description of the request in the vendor's Markdown.
    pub request_description: String,
    /// The description of the reply in the vendor's Markdown.
    pub reply_description: String,
    /// Further descriptions in the vendor's Markdown.
    pub extra_description: String,
    /// Whether the vendor has deprecated the operation.
    pub deprecated: bool,
    /// The operations to use instead, as `Product::version::Operation`.
    pub substitutions: Vec<String>,
    /// The operation that reports the progress of an asynchronous operation, as
    /// `Product::version::Operation`.
    pub callback: Option<String>,
    /// Whether the service replies before the operation has finished.
    pub asynchronous: bool,
    /// Whether calls of the operation cost money.
    pub paid: bool,
    /// Whether the vendor marks the operation as high risk.
    pub risky: bool,
}

/// A parameter of a request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Parameter {
    /// The place of the parameter in the document, as a JSON pointer.
    pub pointer: String,
    /// The name of the parameter on the wire.
    pub name: String,
    /// The part of the request that carries the parameter.
    pub place: Place,
    /// The encoding of a list or an object.
    pub style: Style,
    /// Whether the mark `x-idempotent` says that the parameter is an idempotency token.
    pub idempotent: bool,
    /// The schema of the value.
    pub schema: Schema,
}

/// The part of a request that carries a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// The query, or the form if the request sends its parameters as a form.
    #[default]
    Query,
    /// The form.
    Form,
    /// A header.
    Header,
    /// The JSON body. The name of the parameter is not sent.
    Body,
}

/// The encoding of a list or an object in parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// One parameter per nested value: the styles `flat` and `repeatList`, or no style.
    #[default]
    Flat,
    /// One parameter with JSON text.
    Json,
    /// One parameter with JSON text, whose declared type is a string. A string value is sent
    /// unchanged.
    JsonText,
    /// One parameter with the items of a list, separated by commas.
    Simple,
    /// One parameter with the items of a list, separated by spaces.
    SpaceDelimited,
    /// One parameter with the items of a list, separated by `|`.
    PipeDelimited,
}

/// The schema of a value: the type and all facts about the value.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Schema {
    /// The place of the schema in the document, as a JSON pointer.
    pub pointer: String,
    /// The type of the value.
    pub kind: Kind,
    /// Whether the mark `x-json` says that a string contains JSON. Only parameters have `x-json`.
    pub json: bool,
    /// Whether the mark `x-idempotent` says that the value is an idempotency token.
    ///
    /// Only parameters have `x-idempotent`.
    pub idempotent: bool,
    /// Whether the mark `x-own` says that the parameter `Format` belongs to the operation.
    ///
    /// Without `x-own`, `Format` may be the common parameter that selects the format of the reply.
    pub own: bool,
    /// Whether the vendor marks the value as required.
    ///
    /// The generator uses the mark only for requests, because the vendor's replies omit required
    /// values.
    pub required: bool,
    /// Whether a correction says that the value is required in requests and in replies.
    pub required_by_correction: Option<bool>,
    /// Whether the key `x-secret` says that the value is a secret.
    pub secret: Option<bool>,
    /// Descriptive facts and limits.
    pub notes: Notes,
}

/// The type of a value.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// Any JSON value: the type `any`, or an object without properties.
    #[default]
    Any,
    /// A string.
    Text,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// An object with these fields.
    Object(Vec<(String, Schema)>),
    /// An object with arbitrary keys, and values of this schema.
    Map(Box<Schema>),
    /// A list of items of this schema.
    List(Box<Schema>),
    /// A reference to the component of this name.
    Reference(String),
}

/// Descriptive facts about a value, and limits on the value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notes {
    /// The title, which has a few words.
    pub title: String,
    /// The description in the vendor's Markdown.
    pub description: String,
    /// An example value.
    pub example: Option<String>,
    /// The default, which the service uses if the value is not sent.
    pub default: Option<String>,
    /// The declared format, such as `int64` or `iso8601`.
    pub format: Option<String>,
    /// The minimum of a number.
    pub minimum: Option<String>,
    /// The maximum of a number.
    pub maximum: Option<String>,
    /// Whether the number must be greater than the minimum.
    pub exclusive_minimum: bool,
    /// Whether the number must be less than the maximum.
    pub exclusive_maximum: bool,
    /// The minimum number of characters of a string.
    pub min_length: Option<String>,
    /// The maximum number of characters of a string.
    pub max_length: Option<String>,
    /// The minimum number of items of a list.
    pub min_items: Option<String>,
    /// The maximum number of items of a list.
    pub max_items: Option<String>,
    /// The regular expression that a string must match.
    pub pattern: Option<String>,
    /// Whether the vendor's documentation says that the value is required.
    pub doc_required: bool,
    /// Whether the mark `x-base64` says that a string is encoded in Base64.
    pub base64: bool,
    /// The number of the first page, from the mark `x-first-page`.
    ///
    /// Only parameters have `x-first-page`.
    pub first_page: Option<FirstPage>,
    /// Whether a parameter may be an empty string, according to `allowEmptyValue`.
    pub may_be_empty: bool,
    /// Whether the value is the URL of a file to transfer.
    pub file_address: bool,
    /// The documented values, each with its title or an empty string. Other values are possible.
    pub values: Vec<(String, String)>,
    /// Whether the vendor has deprecated the value.
    pub deprecated: bool,
}

/// The number of the first page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FirstPage {
    /// The first page has this number, which is 0 or 1.
    Number(i64),
    /// The number is unknown, because the specification is contradictory or too vague.
    Unknown,
}

/// A documented error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorEntry {
    /// The HTTP status, in the specification's spelling.
    pub status: String,
    /// The error code, trimmed.
    pub code: String,
    /// The error message.
    pub message: String,
    /// The description of the error.
    pub description: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derives_the_host_of_unknown_regions_from_more_than_half_of_the_hosts() {
        let region = "p.{region}.aliyuncs.com";
        for (hosts, form, central) in [
            (&[][..], None, None),
            // All regions have the same host.
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
            // One region has the host of another region, or a host in another domain.
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
            // Most regions have the central host.
            (
                &["a p.aliyuncs.com", "b p.aliyuncs.com", "c p.c.aliyuncs.com"],
                Some("p.aliyuncs.com"),
                None,
            ),
            // Exactly half of the hosts have a common pattern, which is not enough.
            (&["a p.aliyuncs.com", "b p.b.aliyuncs.com"], None, None),
            // A prefix with two labels does not match the pattern.
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
