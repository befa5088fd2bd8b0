//! The form of the help texts, and sections that several commands share.

/// The order of a help text. `--help` shows the examples as `before-help`.
pub(crate) const TEMPLATE: &str = "\
{about-with-newline}
{usage-heading} {usage}

{before-help}{all-args}{after-help}";

/// The heading of the examples, which the man pages replace.
pub(crate) const EXAMPLES: &str = "Examples:\n";

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

/// Help about the JSON of the commands that call the API.
pub(super) const JSON: &str = "\
With --output json, the names are those of the API, such as InstanceId. Each failure is a JSON
object on one line of stderr: Code, Message, and if known InstanceId, HttpStatus, RequestId, Advice
and Recommend. Code is the error code of the API, or starts with \"Client.\". Each warning on stderr
is a JSON object with the text in Warning. Notes are left out.";

pub(super) const EXIT_STATUS: &str = "\
Exit status:
  0      success, or the reader of stdout closed it early, as \"| head\" does
  1      a call or a local operation failed; for several instances, at least one failed
  2      invalid usage or input, or no usable credentials; the API was not called
  128+N  ended by signal N, such as 143 for SIGTERM";

/// The end of the help about the command `emulator`.
pub(super) fn emulator_help() -> String {
    let kinds = fault_kinds();
    format!("{CONTROL}{kinds}\n\n{EXIT_STATUS}")
}

/// The list of all kinds of faults.
#[cfg(feature = "emulator")]
fn fault_kinds() -> String {
    const WIDTH: usize = 98;
    let mut text = "\n\nKinds of faults:".to_owned();
    let mut used = WIDTH;
    for kind in alicloud_emulator::Fault::KINDS {
        if used + 1 + kind.len() > WIDTH {
            text.push_str("\n ");
            used = 1;
        }
        text.push(' ');
        text.push_str(kind);
        used += 1 + kind.len();
    }
    text
}

/// A program without the emulator knows no kinds.
#[cfg(not(feature = "emulator"))]
fn fault_kinds() -> String {
    String::new()
}

const CONTROL: &str = "\
Control endpoints (GET shows, PUT replaces, DELETE clears; bodies are JSON):
  /_emulator/faults    faults in answers, such as {\"kind\": \"throttling\", \"times\": 2}
  /_emulator/replies   replies of operations: {\"action\": \"CreateVpc\", \"reply\": {...}}
  /_emulator/errors    declared errors: {\"action\": \"CreateVpc\", \"code\": \"QuotaExceeded.Vpc\"}
  /_emulator/scenario  regions, instances and forbidden operations; DELETE restores the scenario
                       from the start
  /_emulator/requests  received requests (GET and DELETE only)
The documentation of the crate alicloud-emulator describes the bodies.";
