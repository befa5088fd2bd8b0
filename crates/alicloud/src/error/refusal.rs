//! Groups of error codes that many products use.

use super::{CommonErrorCode, CommonErrorKind, Error, KnownCode as _};

impl Error {
    /// Whether the server refused the call because a resource does not exist. The result is true
    /// for error codes such as `InvalidInstanceId.NotFound`, `ResourceNotExist` and
    /// `NoSuchResource`.
    ///
    /// The result is false for codes about the access key, the operation or the API version.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.code().is_some_and(|code| {
            let is_common = CommonErrorCode::CODES
                .iter()
                .any(|(common, _)| *common == code);
            let words = ["NotFound", "NotExist", "NoSuch"];
            !is_common && words.iter().any(|word| code.contains(word))
        })
    }

    /// Whether the server refused the call because the caller lacks a permission. The result is
    /// true for error codes such as `Forbidden.RAM` and `NoPermission`.
    ///
    /// The result is false for `OperationDenied` and for most codes that begin with `Forbidden`,
    /// because these codes report the state of a resource.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        self.code().is_some_and(|code| {
            let common = CommonErrorCode::from_code(code).map(CommonErrorCode::kind);
            let first = code.split('.').next().unwrap_or_default();
            common == Some(CommonErrorKind::Permission)
                || ["AccessDenied", "NoPermission", "PermissionDenied"].contains(&first)
                || ["Forbidden.NotSupportRAM", "Forbidden.SubUser"].contains(&code)
                || code.ends_with("Unauthorized")
        })
    }

    /// Whether the server refused the call because a quota is exhausted. The result is true for
    /// error codes such as `QuotaExceed.ElasticQuota` and `InstanceDiskLimitExceed`.
    #[must_use]
    pub fn is_quota(&self) -> bool {
        self.code().is_some_and(|code| {
            let is_size = code.contains("SizeLimit");
            code.contains("Quota") || code.contains("LimitExceed") && !is_size
        })
    }

    /// Whether the call was a successful dry run. The server reports a successful dry run with the
    /// error code `DryRunOperation`.
    #[must_use]
    pub fn is_dry_run(&self) -> bool {
        self.code() == Some("DryRunOperation")
    }

    fn code(&self) -> Option<&str> {
        Some(self.api()?.code())
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;
    use crate::error::{ApiError, ErrorDocument};

    fn refused(code: &str) -> Error {
        let document = ErrorDocument {
            code: Some(code.to_owned()),
            ..ErrorDocument::default()
        };
        ApiError::new(StatusCode::BAD_REQUEST, document).into()
    }

    fn check(predicate: fn(&Error) -> bool, yes: &[&str], no: &[&str]) {
        for code in yes {
            assert!(predicate(&refused(code)), "{code}");
        }
        for code in no {
            assert!(!predicate(&refused(code)), "{code}");
        }
    }

    #[test]
    fn detects_codes_of_missing_resources() {
        check(
            Error::is_not_found,
            &[
                "NotFound",
                "InvalidInstanceId.NotFound",
                "ResourceNotFound.LoadBalancer",
                "EntityNotExist.ResourceGroup",
                "InvalidRegionId.NotExists",
                "NoSuchResource",
                "InvalidParameter.KMSKeyId.NotFound",
            ],
            &[
                "InvalidAccessKeyId.NotFound",
                "InvalidAction.NotFound",
                "NoSuchVersion",
                "Forbidden.RAM",
                "",
            ],
        );
    }

    #[test]
    fn detects_codes_of_missing_permissions() {
        check(
            Error::is_denied,
            &[
                "Forbidden",
                "Forbidden.RAM",
                "NoPermission",
                "NoPermission.Tag",
                "PermissionDenied.Scope",
                "InvalidAction.Unauthorized",
            ],
            &[
                "OperationDenied.NoStock",
                "Forbidden.NotAllowedInState",
                "Forbidden.VpcNotFound",
                "QuotaExceed.Tags",
            ],
        );
    }

    #[test]
    fn detects_codes_of_exhausted_quotas() {
        check(
            Error::is_quota,
            &[
                "QuotaExceeded",
                "QuotaExceed.ElasticQuota",
                "OperationDenied.QuotaExceed",
                "OverQuota",
                "InstanceDiskLimitExceed",
            ],
            &[
                "SizeLimitExceeded.Tag",
                "CmdContent.ExceedLimit",
                "Throttling.User",
            ],
        );
    }

    #[test]
    fn detects_a_successful_dry_run_by_its_code() {
        check(
            Error::is_dry_run,
            &["DryRunOperation"],
            &["DryRun.InvalidAmount"],
        );
    }
}
