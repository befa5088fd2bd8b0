//! `ecs-console url`.

use std::{num::NonZeroUsize, time::Duration};

use alicloud_emulator::Scenario;
use clap::{ValueEnum, builder::ArgPredicate};

use super::{
    CallArgs, RegionArgs,
    help::{CALL_ENVIRONMENT, EXIT_STATUS},
    values::{InstanceSource, concurrency, duration, instance_source},
};

/// Print the console URL of an instance, or of several.
///
/// The URL alone goes to stdout; until when it can be opened, and the request id, go to stderr. Of
/// several instances there is a line each, in the order in which the URLs come: the id, a tab and
/// the URL. Whoever has the URL has the instance's terminal.
#[derive(clap::Args)]
#[command(
    override_usage = "ecs-console url [--region-id <ID>] --instance-id <ID> [OPTIONS]\n       \
                      ecs-console url --emulator [OPTIONS]",
    after_help = format!("{EXAMPLES}\n\n{CALL_ENVIRONMENT}\n{ENVIRONMENT}\n\n{EXIT_STATUS}"),
)]
pub(crate) struct UrlArgs {
    #[command(flatten)]
    pub(crate) region: RegionArgs,

    /// Instance, such as i-bp1234567890; repeated, several; -, those that stdin lists
    ///
    /// ecs-console instances lists the ids. Stdin has one id on each line; empty lines, and those
    /// that begin with a #, are passed over. An id that is given twice is asked for once.
    #[arg(long, value_name = "ID", value_parser = instance_source)]
    #[arg(required = false, required_unless_present = "emulator")]
    #[arg(default_value_if("emulator", ArgPredicate::IsPresent, Scenario::RUNNING_INSTANCE_ID))]
    pub(crate) instance_id: Vec<InstanceSource>,

    /// Of several instances, at most this many are called for at a time
    #[arg(long, value_name = "NUMBER", default_value = "8", value_parser = concurrency)]
    pub(crate) concurrency: NonZeroUsize,

    /// Wait up to this long, such as 60s, for an instance that is being created or started
    ///
    /// The call is repeated while the server answers InstanceNotReady, or that the instance is in
    /// another state than Running (IncorrectInstanceStatus).
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) wait: Option<Duration>,

    /// Whether the instance runs Windows; without this the API is asked
    ///
    /// Asking is one more call, DescribeInstances, which the user needs permission for. One does
    /// for 100 instances. Give --windows or --windows=true, or else --windows=false, to do without
    /// it; it is said of all instances.
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
    /// the URL has expired, you press Ctrl-C, or the program is told to end (SIGTERM, SIGHUP,
    /// SIGQUIT). A browser in a sandbox, such as a snap, may not see temporary files: then set TMPDIR
    /// to a directory of your home.
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
    /// One object with the URL and all that is known about it; of several, one on each line
    Json,
}

impl UrlArgs {
    /// Whether it is about several instances, or was asked for in the way of several.
    pub(crate) fn is_about_several(&self) -> bool {
        self.instance_id.len() > 1 || self.instance_id.contains(&InstanceSource::Stdin)
    }

    /// What contradicts itself, beyond arguments that exclude each other.
    pub(super) fn conflict(&self) -> Option<String> {
        if self.open && self.is_about_several() {
            return Some("the argument '--open' cannot be used with several instances".to_owned());
        }
        if self.vnc_password_stdin && self.instance_id.contains(&InstanceSource::Stdin) {
            return Some(
                "the argument '--vnc-password-stdin' cannot be used with '--instance-id -': \
                 both read stdin"
                    .to_owned(),
            );
        }
        match (self.wait, self.call.timeout) {
            (Some(wait), Some(timeout)) if timeout < wait => Some(format!(
                "the argument '--wait' of {wait:?} cannot be used with a '--timeout' of \
                 {timeout:?}, which ends the call before"
            )),
            _ => None,
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  ecs-console url --emulator
  ecs-console url --region-id cn-hangzhou --instance-id i-bp1234567890 --open --wait 60s
  ecs-console url --region-id cn-hangzhou --instance-id - < ids.txt
  ecs-console url --region-id cn-hangzhou --instance-id i-bp1234567890 --windows --output json";

/// The variables that only this command reads.
const ENVIRONMENT: &str = "  \
  ECS_CONSOLE_VNC_PASSWORD         VNC password, where stdin gives none
  BROWSER, TMPDIR                  browser of --open, and directory of its page";
