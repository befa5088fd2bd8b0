//! Changes as text, and the words for their parts.

use std::fmt::{Display, Formatter, Result};

use super::change::{Aspect, Change, Subject};

/// `DescribeRegions request Tag: added, list of text`.
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

/// What has to be said before a value that doesn't speak for itself.
fn leading(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Name => "called ",
        Aspect::Empty => "empty text: ",
        Aspect::Place => "in the ",
        Aspect::Style => "written as ",
        Aspect::Methods => "sent by ",
        Aspect::Timeout => "waits for ",
        Aspect::Central => "without a region ",
        Aspect::Permission => "permitted by ",
        Aspect::Paging => "paging ",
        Aspect::Feature => "with the feature ",
        Aspect::Version => "version ",
        Aspect::Security => "security ",
        Aspect::Status => "status ",
        _ => "",
    }
}

impl Subject {
    /// Its name, as JSON has it.
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
    /// Its name, as JSON has it.
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
