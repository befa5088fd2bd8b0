//! Texts that end the help of several commands.

/// The variables that every call reads.
pub(super) const CALL_ENVIRONMENT: &str = "\
Credentials are those of the first that is set up: environment, OIDC role, ~/.aliyun/config.json,
~/.alibabacloud/credentials, role of the instance this runs on, credentials URI. If that one fails,
the command fails: later ones are not tried.

Environment (an empty variable counts as unset):
  ALIBABA_CLOUD_ACCESS_KEY_ID      access key id
  ALIBABA_CLOUD_ACCESS_KEY_SECRET  access key secret
  ALIBABA_CLOUD_SECURITY_TOKEN     security token, with temporary credentials
  ALIBABA_CLOUD_PROFILE            profile, where --profile gives none
  ALIBABA_CLOUD_REGION_ID          region, where --region-id gives none
  ALIBABA_CLOUD_ENDPOINT_TYPE      vpc: as --vpc, where nothing names an endpoint
  ALIBABA_CLOUD_ENDPOINT           endpoint, where ECS_CONSOLE_ENDPOINT gives none
  ALIBABA_CLOUD_STS_ENDPOINT       host of the security token service, for roles
  ALIBABA_CLOUD_USER_AGENT         text to append to the header User-Agent
  ECS_CONSOLE_ENDPOINT             endpoint, where neither --endpoint nor --vpc says another
  HTTPS_PROXY, ALL_PROXY           proxy: http://HOST:PORT
  NO_PROXY                         hosts that are called without a proxy, separated by commas";

pub(super) const EXIT_STATUS: &str = "\
Exit status:
  0  done, or nobody reads stdout any more, as after | head
  1  the call failed, or something on this machine did; of several instances, one is enough
  2  wrong usage, input or credentials; the call was not sent
  N  128 + the number of the signal that ended it, such as 143 for SIGTERM";
