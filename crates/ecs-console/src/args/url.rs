//! Arguments of `ecs-console url`.

use std::{num::NonZeroUsize, time::Duration};

use alicloud_emulator::Scenario;
use clap::{ValueEnum, builder::ArgPredicate};

use super::{
    CallArgs, RegionArgs,
    help::{CALL_ENVIRONMENT, EXIT_STATUS},
    values::{InstanceSource, concurrency, duration, instance_source},
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
                      ecs-console url --emulator [OPTIONS]",
    after_help = format!("{EXAMPLES}\n\n{CALL_ENVIRONMENT}\n{ENVIRONMENT}\n\n{EXIT_STATUS}"),
)]
pub(crate) struct UrlArgs {
    #[command(flatten)]
    pub(crate) region: RegionArgs,

    /// Use this instance, such as i-bp1234567890; repeat for several instances; - reads ids from
    /// stdin
    ///
    /// The command ecs-console instances lists the instance ids. Stdin contains one id on each
    /// line; empty lines and lines that start with # are ignored. Duplicate ids are ignored.
    #[arg(long, value_name = "ID", value_parser = instance_source)]
    #[arg(required = false, required_unless_present = "emulator")]
    #[arg(default_value_if("emulator", ArgPredicate::IsPresent, Scenario::RUNNING_INSTANCE_ID))]
    pub(crate) instance_id: Vec<InstanceSource>,

    /// For several instances, send at most this many calls at the same time
    #[arg(long, value_name = "NUMBER", default_value = "8", value_parser = concurrency)]
    pub(crate) concurrency: NonZeroUsize,

    /// Wait up to this long, such as 60s, for an instance that is being created or started
    ///
    /// The call is repeated while the server answers InstanceNotReady (the instance is being
    /// created) or IncorrectInstanceStatus (the instance isn't running).
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) wait: Option<Duration>,

    /// Specify whether the instance runs Windows; by default, the command asks the API
    ///
    /// Without this option, the command first calls DescribeInstances once for every 100 instances,
    /// and the user needs the permission for that call. With --windows, --windows=true or
    /// --windows=false, the command skips that call. The value applies to all instances.
    #[arg(long, value_name = "BOOL")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) windows: Option<bool>,

    /// Show the terminal with this web page
    #[arg(long, value_enum, default_value_t)]
    pub(crate) page: Page,

    /// Read the VNC password from the first line of stdin
    ///
    /// The password becomes part of the URL, so the page does not ask for the password.
    #[arg(long)]
    pub(crate) vnc_password_stdin: bool,

    #[command(flatten)]
    pub(crate) call: CallArgs,

    /// Print the result in this format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) output: Output,

    /// Also open the URL in the default browser
    ///
    /// Every user of the machine can read the arguments of the browser. So the browser opens a
    /// temporary page that only you can read and that redirects to the URL. The page is removed
    /// when the URL expires, when you press Ctrl-C, or when the program receives SIGTERM, SIGHUP or
    /// SIGQUIT. A sandboxed browser, such as a snap, may not be able to read temporary files. In
    /// that case, set TMPDIR to a directory in your home directory.
    #[arg(long)]
    pub(crate) open: bool,
}

#[derive(Clone, Copy, Default, ValueEnum)]
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
    /// Whether the output has the form for several instances: `--instance-id` is repeated or reads
    /// stdin.
    pub(crate) fn is_about_several(&self) -> bool {
        self.instance_id.len() > 1 || self.instance_id.contains(&InstanceSource::Stdin)
    }

    /// Returns an error message if arguments conflict in a way that the parser can't detect.
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
                "the argument '--wait' ({wait:?}) cannot be used with a shorter '--timeout' ({timeout:?})"
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

/// Help about the environment variables that only this command reads.
const ENVIRONMENT: &str = "  \
  ECS_CONSOLE_VNC_PASSWORD         VNC password, in place of --vnc-password-stdin
  BROWSER                          browser that --open starts
  TMPDIR                           directory for the temporary page of --open";
