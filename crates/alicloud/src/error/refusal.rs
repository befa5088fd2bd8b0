//! What codes of all products have in common.

use super::{CommonErrorCode, CommonErrorKind, Error, KnownCode as _};

impl Error {
    /// Whether the server refused the call because something that it names is not there, such as
    /// `InvalidInstanceId.NotFound`, `ResourceNotExist` or `NoSuchResource`.
    ///
    /// Codes that are about the access key, the operation or its version are not among them.
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

    /// Whether the server refused the call because the caller may not make it, such as
    /// `Forbidden.RAM` or `NoPermission`.
    ///
    /// `OperationDenied` and most codes that begin with `Forbidden` are about the state of a
    /// resource, and are not among them.
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

    /// Whether the server refused the call because a quota is used up, such as
    /// `QuotaExceed.ElasticQuota` or `InstanceDiskLimitExceed`.
    #[must_use]
    pub fn is_quota(&self) -> bool {
        self.code().is_some_and(|code| {
            let is_size = code.contains("SizeLimit");
            code.contains("Quota") || code.contains("LimitExceed") && !is_size
        })
    }

    /// Whether the call was a dry run that the server found nothing wrong with: it answers that with
    /// the error code `DryRunOperation`.
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
    fn codes_of_missing_things_are_not_found() {
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
    fn codes_of_missing_permissions_are_denied() {
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
    fn codes_of_used_up_quotas_are_quotas() {
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
    fn a_dry_run_that_would_succeed_is_told_by_its_code() {
        check(
            Error::is_dry_run,
            &["DryRunOperation"],
            &["DryRun.InvalidAmount"],
        );
    }
}
