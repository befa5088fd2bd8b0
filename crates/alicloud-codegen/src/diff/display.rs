//! Formats changes as text, and names subjects and aspects in JSON output.

use std::fmt::{Display, Formatter, Result};

use super::change::{Aspect, Change, Subject};

/// Writes a change as one line, such as `DescribeRegions request Tag: added, list of text`.
impl Display for Change {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.subject {
            Subject::Endpoint => f.write_str("endpoint ")?,
            Subject::VpcEndpoint => f.write_str("VPC endpoint ")?,
            _ => {}
        }
        write!(f, "{}: ", self.place)?;
        match (&self.old, &self.new, self.aspect) {
            (None, Some(new), _) => write!(f, "added, {new}"),
            (Some(old), None, _) => write!(f, "removed, was {old}"),
            (Some(old), Some(new), aspect) => {
                write!(f, "{}{new}, was {old}", leading(aspect))
            }
            (None, None, _) => f.write_str("unchanged"),
        }
    }
}

/// Returns the text that introduces a value. Values that are clear alone have an empty text.
fn leading(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Name => "called ",
        Aspect::Empty => "an empty string is ",
        Aspect::Place => "in the ",
        Aspect::Style => "written as ",
        Aspect::Methods => "sent by ",
        Aspect::Timeout => "read timeout ",
        Aspect::Central => "host for calls without a region: ",
        Aspect::Permission => "RAM action ",
        Aspect::Paging => "paging ",
        Aspect::Feature => "Cargo feature ",
        Aspect::Version => "version ",
        Aspect::Security => "security schemes ",
        Aspect::Status => "status ",
        _ => "",
    }
}

impl Subject {
    /// Returns the name of the subject in the JSON output of `alicloud-codegen diff`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::ReplyField => "reply-field",
            Self::SharedField => "shared-field",
            Self::Value => "value",
            Self::ErrorCode => "error-code",
            Self::Endpoint => "endpoint",
            Self::VpcEndpoint => "vpc-endpoint",
        }
    }
}

impl Aspect {
    /// Returns the name of the aspect in the JSON output of `alicloud-codegen diff`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Presence => "presence",
            Self::Name => "name",
            Self::Type => "type",
            Self::Required => "required",
            Self::Empty => "empty",
            Self::Limit => "limit",
            Self::Default => "default",
            Self::Format => "format",
            Self::Place => "place",
            Self::Style => "style",
            Self::Secret => "secret",
            Self::Methods => "methods",
            Self::Signing => "signing",
            Self::Security => "security",
            Self::Idempotence => "idempotence",
            Self::Timeout => "timeout",
            Self::Central => "host without a region",
            Self::Token => "token",
            Self::Permission => "permission",
            Self::Completion => "completion",
            Self::Cost => "cost",
            Self::Risk => "risk",
            Self::Paging => "paging",
            Self::Feature => "feature",
            Self::Deprecation => "deprecation",
            Self::Version => "version",
            Self::Host => "host",
            Self::Status => "status",
        }
    }
}
