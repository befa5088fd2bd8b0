//! Closing sections of the help texts of several commands.

/// Help about the sources of credentials and the environment variables that every call reads.
pub(super) const CALL_ENVIRONMENT: &str = "\
Credentials come from the first configured source in this order: environment variables, OIDC role,
~/.aliyun/config.json, ~/.alibabacloud/credentials, RAM role of the ECS instance that runs the
command, credentials URI. If that source fails, the command fails without trying later sources.

Environment (an empty variable counts as unset):
  ALIBABA_CLOUD_ACCESS_KEY_ID      AccessKey ID
  ALIBABA_CLOUD_ACCESS_KEY_SECRET  AccessKey secret
  ALIBABA_CLOUD_SECURITY_TOKEN     security token of temporary credentials
  ALIBABA_CLOUD_PROFILE            profile, unless --profile is given
  ALIBABA_CLOUD_REGION_ID          region, unless --region-id is given
  ALIBABA_CLOUD_ENDPOINT_TYPE      vpc has the same effect as --vpc, unless an endpoint is set
  ALIBABA_CLOUD_ENDPOINT           endpoint, unless ECS_CONSOLE_ENDPOINT is set
  ALIBABA_CLOUD_STS_ENDPOINT       host of the security token service, for assuming roles
  ALIBABA_CLOUD_USER_AGENT         text to append to the User-Agent header
  ECS_CONSOLE_ENDPOINT             endpoint, unless --endpoint or --vpc is given
  HTTPS_PROXY, ALL_PROXY           proxy: http://HOST:PORT
  NO_PROXY                         comma-separated list of hosts to call without a proxy";

pub(super) const EXIT_STATUS: &str = "\
Exit status:
  0      success, or the reader of stdout closed it early, as \"| head\" does
  1      a call or a local operation failed; for several instances, at least one failed
  2      invalid usage or input, or no usable credentials; the API was not called
  128+N  ended by signal N, such as 143 for SIGTERM";
