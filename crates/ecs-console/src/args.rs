//! Command-line arguments: only the types of the parser and the parsers of single values.

mod call;
mod help;
mod list;
mod policy;
mod print;
mod region;
mod url;
mod values;

use std::net::SocketAddr;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};

pub(crate) use self::{
    call::{CallArgs, Method, Signature, Transport, WireFormat},
    help::{EXAMPLES, TEMPLATE},
    list::{InstancesArgs, InstancesOutput, RegionsArgs, RegionsOutput},
    policy::{Calling, PolicyArgs},
    print::{CompletionsArgs, ManArgs},
    region::RegionArgs,
    url::{Output, Page, UrlArgs},
    values::{InstanceSource, SpecificationSource, instance_id},
};
use self::{
    help::{EXIT_STATUS, emulator_help},
    values::{loopback, specification},
};

/// Prints the console URL of an Alibaba Cloud ECS instance, and lists instances and regions.
///
/// The console gives access to the screen and keyboard of the instance in a browser. The console
/// URL expires 15 seconds after it is fetched.
#[derive(Parser)]
#[command(
    name = "ecs-console",
    bin_name = "ecs-console",
    version,
    before_long_help = PROGRAM_EXAMPLES,
    after_help = "To try the command without an account, run: ecs-console url --emulator",
    after_long_help = EXIT_STATUS,
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Log each call to stderr; repeat the option for more detail
    #[arg(short, long, action = ArgAction::Count, global = true, display_order = 900)]
    pub(crate) verbose: u8,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Url(UrlArgs),
    Instances(InstancesArgs),
    Regions(RegionsArgs),
    Policy(PolicyArgs),
    Emulator(EmulatorArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// Serve a local endpoint that checks signatures and simulates ECS instances.
///
/// The command prints the endpoint and test credentials as shell exports, and serves until it is
/// interrupted. Paste the exports into another shell. In that shell, ecs-console then calls the
/// emulator. The emulator also serves a page that opens console URLs.
///
/// The emulator answers all operations of ECS. It simulates instances and their tags. Replies of
/// other operations are made from the specification.
///
/// With --output json, the command prints one line: Endpoint, ConsolePage, RegionId, AccessKeyId,
/// AccessKeySecret and Instances. The line appears when the emulator accepts calls.
#[derive(clap::Args)]
#[command(before_long_help = EMULATOR_EXAMPLES, after_long_help = emulator_help())]
pub(crate) struct EmulatorArgs {
    /// Listen on this loopback address and port; port 0 selects a free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = loopback)]
    pub(crate) listen: SocketAddr,

    /// Also serve the operations of the specification in this file; repeat for several
    ///
    /// The file is the vendor's api-docs.json of an RPC product, or a file with only its facts.
    /// Without a host, the specification replaces a built-in one of the same product and version.
    /// With a host, it is served only to requests with this Host header. Two specifications with
    /// the same version and operation need different hosts. A path with an equals sign must contain
    /// a slash before it, as in ./a=b.json.
    #[arg(long, value_name = "[HOST=]FILE", value_parser = specification)]
    pub(crate) spec: Vec<SpecificationSource>,

    /// Accept values that break an enumeration, a limit or a pattern of a specification
    #[arg(long)]
    pub(crate) lenient: bool,

    /// The seed of the made-up values in replies
    #[arg(long, value_name = "NUMBER", default_value_t)]
    pub(crate) seed: u64,

    /// Print the endpoint and the credentials in this format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) output: EmulatorOutput,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum EmulatorOutput {
    /// Shell commands that set environment variables
    #[default]
    Exports,
    /// JSON object on one line, also with the console page and the instances
    Json,
}

const PROGRAM_EXAMPLES: &str = "\
Examples:
  ecs-console url --emulator
  ecs-console instances --region-id cn-hangzhou
  ecs-console url --region-id cn-hangzhou --instance-id i-bp1234567890 --open";

const EMULATOR_EXAMPLES: &str = "\
Examples:
  ecs-console emulator
  ecs-console emulator --listen 127.0.0.1:8080 --output json
  ecs-console emulator --spec slb.json --spec vpc.example=vpc.json";
