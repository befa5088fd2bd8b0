//! `ecs-console url`.

use alicloud_emulator::Scenario;
use clap::{ValueEnum, builder::ArgPredicate};

use super::{CALL_ENVIRONMENT, CallArgs, EXIT_STATUS, instance_id, region_id};

/// Print the console URL of an instance.
///
/// The URL alone goes to stdout; until when it can be opened, and the request id, go to stderr.
/// Whoever has the URL has the instance's terminal.
#[derive(clap::Args)]
#[command(
    override_usage = "ecs-console url --region-id <ID> --instance-id <ID> [OPTIONS]\n       \
                      ecs-console url --emulator [OPTIONS]",
    after_help = format!("{EXAMPLES}\n\n{CALL_ENVIRONMENT}\n{ENVIRONMENT}\n\n{EXIT_STATUS}"),
)]
pub(crate) struct UrlArgs {
    /// Region the instance is in, such as cn-hangzhou
    #[arg(long, visible_alias = "region", value_name = "ID", value_parser = region_id)]
    #[arg(required = false, required_unless_present = "emulator")]
    #[arg(default_value_if("emulator", ArgPredicate::IsPresent, Scenario::REGION_ID))]
    pub(crate) region_id: String,

    /// Instance, such as i-bp1234567890; ecs-console instances lists the ids
    #[arg(long, value_name = "ID", value_parser = instance_id)]
    #[arg(required = false, required_unless_present = "emulator")]
    #[arg(default_value_if("emulator", ArgPredicate::IsPresent, Scenario::RUNNING_INSTANCE_ID))]
    pub(crate) instance_id: String,

    /// Whether the instance runs Windows; without this the API is asked
    ///
    /// Asking is one more call, DescribeInstances, which the user needs permission for. Give
    /// --windows or --windows=true, or else --windows=false, to do without it.
    #[arg(long, value_name = "BOOL")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) windows: Option<bool>,

    /// Web page that shows the terminal
    #[arg(long, value_enum, default_value_t)]
    pub(crate) page: Page,

    /// Read the VNC password from the first line of stdin
    ///
    /// It becomes part of the URL, and the page doesn't ask for it.
    #[arg(long)]
    pub(crate) vnc_password_stdin: bool,

    #[command(flatten)]
    pub(crate) call: CallArgs,

    /// What stdout gets
    #[arg(long, value_enum, default_value_t)]
    pub(crate) output: Output,

    /// Open the URL in the default browser, too
    ///
    /// The browser's arguments can be read by every user of the machine. So the browser is given a
    /// temporary page that you alone can read and that leads to the URL. The page is removed when
    /// the URL has expired or you press Ctrl-C. A browser in a sandbox, such as a snap, may not see
    /// temporary files: then set TMPDIR to a directory of your home.
    #[arg(long)]
    pub(crate) open: bool,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Page {
    /// Disconnects after 60 seconds without interaction; takes the VNC password
    #[default]
    Vnc,
    /// Disconnects after 300 seconds without interaction; takes no VNC password
    Vnc2,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Output {
    /// The URL alone
    #[default]
    Text,
    /// One object with the URL and all that is known about it
    Json,
}

const EXAMPLES: &str = "\
Examples:
  ecs-console url --emulator
  ecs-console url --region-id cn-hangzhou --instance-id i-bp1234567890 --open
  ecs-console url --region-id cn-hangzhou --instance-id i-bp1234567890 --windows --output json";

/// The variables that only this command reads.
const ENVIRONMENT: &str = "  \
  ECS_CONSOLE_VNC_PASSWORD         VNC password, where stdin gives none
  BROWSER, TMPDIR                  browser of --open, and directory of its page";
