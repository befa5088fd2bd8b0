//! Arguments of `ecs-console url`.

use std::{num::NonZeroUsize, time::Duration};

use clap::ValueEnum;

use super::{
    CallArgs, RegionArgs,
    help::{CALL_ENVIRONMENT, EXIT_STATUS, JSON},
    values::{InstanceSource, concurrency, duration, exact_name, instance_source},
};

/// Print the console URL of one or more instances.
///
/// For one instance, stdout contains only the URL, and stderr contains the expiry time and the
/// request id. For several instances, stdout contains one line for each instance: the id, a tab and
/// the URL. Each line is printed as soon as its URL arrives. Anyone who has the URL can use the
/// terminal of the instance.
#[derive(clap::Args)]
#[command(
    override_usage = "ecs-console url [--region-id <ID>] --instance-id <ID> [OPTIONS]\n       \
                      ecs-console url [--region-id <ID>] --name <NAME> [OPTIONS]\n       \
                      ecs-console url --emulator [OPTIONS]",
    before_long_help = EXAMPLES,
    after_long_help = format!("{JSON}\n\n{CALL_ENVIRONMENT}\n{ENVIRONMENT}\n\n{EXIT_STATUS}"),
)]
pub(crate) struct UrlArgs {
    #[command(flatten)]
    pub(crate) region: RegionArgs,

    /// Use this instance; repeat for several; - reads ids from stdin
    ///
    /// The command ecs-console instances lists the instance ids. Stdin contains one id on each
    /// line; empty lines and lines that start with # are ignored. Duplicate ids are ignored.
    #[arg(long, value_name = "ID", value_parser = instance_source)]
    #[arg(required = false, required_unless_present_any = ["name", "emulator"])]
    pub(crate) instance_id: Vec<InstanceSource>,

    /// Use the only instance with exactly this name
    ///
    /// If several instances have the name, the command fails and lists them. The user needs the
    /// permission for DescribeInstances.
    #[arg(long, conflicts_with = "instance_id", value_parser = exact_name)]
    pub(crate) name: Option<String>,

    /// For several instances, send at most this many calls at a time
    #[arg(long, value_name = "NUMBER", default_value = "8", value_parser = concurrency)]
    pub(crate) concurrency: NonZeroUsize,

    /// Wait up to a time such as 60s while the instance is starting
    ///
    /// The call is repeated while the server answers InstanceNotReady (the instance is being
    /// created) or IncorrectInstanceStatus (the instance isn't running).
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) wait: Option<Duration>,

    /// Say whether the instance runs Windows instead of asking the API
    ///
    /// Without this option, the command first calls DescribeInstances once for every 100 instances,
    /// and the user needs the permission for that call. With --windows, --windows=true or
    /// --windows=false, the command skips that call. The value applies to all instances.
    #[arg(long, value_name = "BOOL")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) windows: Option<bool>,

    /// Show the terminal with this web page [default: vnc]
    ///
    /// Without this option, ECS_CONSOLE_PAGE selects the page.
    #[arg(long, value_enum)]
    pub(crate) page: Option<Page>,

    /// Read the VNC password from the first line of stdin
    ///
    /// The password becomes part of the URL, so the page does not ask for the password.
    #[arg(long)]
    pub(crate) vnc_password_stdin: bool,

    #[command(flatten)]
    pub(crate) call: CallArgs,

    /// Print the result in this format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) output: Output,

    /// Also open the URL in the default browser
    ///
    /// Every user of the machine can read the arguments of the browser. So the browser opens a
    /// temporary page that only you can read and that redirects to the URL. The page is removed
    /// when the URL expires, when you press Ctrl-C, or when the program receives SIGTERM, SIGHUP or
    /// SIGQUIT. A sandboxed browser, such as a snap, may not be able to read temporary files. In
    /// that case, set TMPDIR to a directory in your home directory.
    ///
    /// With --emulator, the browser opens the page of the emulator. The command ends after the URL
    /// was used or has expired, and says on stderr which of the two happened. With --output json,
    /// only an unused URL is reported, as a warning.
    #[arg(long)]
    pub(crate) open: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Page {
    /// Disconnects after 60 seconds without interaction; accepts a VNC password
    #[default]
    Vnc,
    /// Disconnects after 300 seconds without interaction; accepts no VNC password
    Vnc2,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Output {
    /// Only the URL; for several instances, also the instance id
    #[default]
    Text,
    /// JSON object with the URL and its details; for several instances, one object on each line
    Json,
}

impl UrlArgs {
    /// Whether the command ends the emulator that serves the URL before the URL can be opened.
    pub(crate) fn ends_server(&self) -> bool {
        self.call.emulator && !self.open
    }

    /// Whether the output has the form for several instances: `--instance-id` is repeated or reads
    /// stdin.
    pub(crate) fn is_about_several(&self) -> bool {
        self.instance_id.len() > 1 || self.instance_id.contains(&InstanceSource::Stdin)
    }
}

const EXAMPLES: &str = "\
Examples:
  ecs-console url --emulator
  ecs-console url --region-id cn-hangzhou --instance-id i-bp1234567890 --open --wait 60s
  ecs-console url --region-id cn-hangzhou --name web-1 --windows --output json
  ecs-console url --region-id cn-hangzhou --instance-id - < ids.txt";

/// Help about the environment variables that only this command reads.
const ENVIRONMENT: &str = "  \
  ECS_CONSOLE_PAGE                 web page, unless --page is given
  ECS_CONSOLE_VNC_PASSWORD         VNC password, in place of --vnc-password-stdin
  BROWSER                          browser that --open starts
  TMPDIR                           directory for the temporary page of --open";
